/** Whether the browser is to save data: Chromium says so, elsewhere the wish cannot be read. */
export function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData: boolean } };
  return connection?.saveData === true;
}
