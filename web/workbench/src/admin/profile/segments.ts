/** How many messages an SMS text is charged as: 70 characters alone and 67 in a chain, 160 and 153 when all are GSM 7-bit. */
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]*$/

export function segments(text: string): number {
  const [alone, chained] = GSM.test(text) ? [160, 153] : [70, 67]
  return text.length <= alone ? 1 : Math.ceil(text.length / chained)
}

/** The text as a citizen gets it; an unknown placeholder stays in sight. */
export function filled(text: string, sample: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => sample[name] ?? whole)
}
