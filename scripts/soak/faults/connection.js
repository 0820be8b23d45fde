/** @param {'cut' | 'reset' | 'silence'} how @param {number} weight @param {string} what @returns {import('./fault.js').Fault} */
function broken(how, weight, what) {
  return {
    name: `connection-${how}`,
    what,
    weight,
    ends: 'any',
    stdout: 'whole',
    fits: ({kind}) => kind === 'postgres',
    run: async ({start, random, laboratory: {postgres, shortLimits}}) => {
      if (postgres === null) throw new Error('PostgreSQL is not there');
      const {proxy} = postgres;
      const before = proxy.breaks;
      proxy.breakage = {how, bytes: random.magnitude(20, 600_000)};
      try {
        const running = start({url: postgres.proxiedUrl, environment: shortLimits});
        const outcome = await running.outcome;
        return {outcome, happened: proxy.breaks > before};
      } finally {
        proxy.release();
      }
    },
  };
}

export const connections = [
  broken('cut', 5, 'the connection ends after so many bytes from the server'),
  broken('reset', 3, 'the connection is reset after so many bytes from the server'),
  broken('silence', 1, 'nothing comes any more after so many bytes from the server, and the connection stays open'),
];
