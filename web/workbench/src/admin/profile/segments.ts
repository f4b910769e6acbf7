/** The number of messages charged for an SMS text: 70 characters alone and 67 in a chain; 160 and 153 if all are GSM 7-bit. */
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]*$/

export function segments(text: string): number {
  const [alone, chained] = GSM.test(text) ? [160, 153] : [70, 67]
  return text.length <= alone ? 1 : Math.ceil(text.length / chained)
}

/** The text as the citizen receives it; unknown placeholders remain visible. */
export function filled(text: string, sample: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => sample[name] ?? whole)
}
