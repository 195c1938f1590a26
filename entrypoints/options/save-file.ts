/** Hands a file to the reader, under `name`. */
export function saveFile(blobUrl: string, name: string): void {
  const link = document.createElement('a');
  link.href = blobUrl;
  link.download = name;
  link.click();
}
