/** The address of a photo that every browser can show: the JPEG of a HEIC file, any other file itself. */
export function viewUrl(file: { url: string }): string {
  return `${file.url}?view=true`
}
