export interface CommandResult {
  readonly status: number;
  readonly output: string;
  readonly seconds: number;
}
export interface CommandOptions {
  readonly cwd: string;
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
}
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult>;
export function npm(...args: readonly string[]): [string, string[]];
