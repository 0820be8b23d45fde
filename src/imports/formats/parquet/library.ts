/**
 * What is used of hyparquet behind its front door, through which a row group can be read only as a whole. The package exports these
 * modules, but promises less about them: whoever takes a new version looks here.
 */
export {assembleNested} from 'hyparquet/src/assemble.js';
export {parquetHeader, readPage} from 'hyparquet/src/column.js';
export {convert, parseFloat16} from 'hyparquet/src/convert.js';
export {decompressPage} from 'hyparquet/src/datapage.js';
export {getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn, isListLike} from 'hyparquet/src/schema.js';
export type {ColumnDecoder} from 'hyparquet/src/types.js';
