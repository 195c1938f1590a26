/** The package brings no types of its own (2.2.1); these are the parts that the bench uses. */
declare module 'wink-naive-bayes-text-classifier' {
  export interface NaiveBayes {
    definePrepTasks(tasks: readonly ((text: string) => readonly string[])[]): number;
    defineConfig(config: { readonly considerOnlyPresence: boolean; readonly smoothingFactor: number }): boolean;
    learn(text: string, label: string): boolean;
    consolidate(): boolean;
    /** Labels with the base-2 logarithm of their odds, the likeliest first; `unknown` where nothing of the text was learnt. */
    computeOdds(text: string): readonly (readonly [label: string, odds: number])[];
    exportJSON(): string;
  }
  export default function naiveBayes(): NaiveBayes;
}

declare module 'wink-naive-bayes-text-classifier/src/prep-text.js' {
  export default function prepText(text: string): readonly string[];
}
