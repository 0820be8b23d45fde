/** Whether the person at the terminal looks for a fault of lse or of what it starts. */
export const isDebugging = (): boolean => process.env.LSE_DEBUG === '1';
