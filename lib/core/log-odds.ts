/** The natural logarithm of the odds of a probability, 0…1; infinite at its ends. */
export function logOddsAt(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** The probability of log-odds: the logistic function. */
export function probabilityAt(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
