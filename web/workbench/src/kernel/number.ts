/** A case number in groups of four, the way operators read it aloud: 2606 2400 0123 7. */
export function spokenNumber(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}

/** A citizen's code in two halves: K7MP 2XRD. */
export function spokenCode(code: string): string {
  const half = Math.floor(code.length / 2)
  return `${code.slice(0, half)} ${code.slice(half)}`
}
