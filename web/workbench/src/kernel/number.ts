/** A case number in groups of four, the way operators read it aloud: 2606 2400 0123 7. */
export function spokenNumber(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}
