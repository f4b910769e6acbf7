/** Where a photo is as every browser can show it: of a HEIC its JPEG, of any other the file itself. */
export function viewUrl(file: { url: string }): string {
  return `${file.url}?view=true`
}
