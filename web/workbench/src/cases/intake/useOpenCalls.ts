import { computed, reactive, watch } from 'vue'
import { newCall, splitOff, type Call, type Form } from './desk'
import { keepCalls, readCalls } from './keptCalls'

/** The calls and forms that an operator has open in this browser, and the current one; they survive a closed tab. */
export function useOpenCalls() {
  const open = reactive(readCalls())
  keepCalls(open)
  // an empty current form is not kept: a reloaded page starts with a new one, not with a call that was set aside
  if (open.form && !open.calls.some((call) => call.forms.some((form) => form.id === open.form))) another()
  const begin = () => open.calls.length || open.calls.push(newCall())
  begin()
  watch(() => open.calls.length, begin, { flush: 'sync' }) // synchronous, so that every reader finds at least one call

  const pairs = computed(() => open.calls.flatMap((call) => call.forms.map((form) => ({ call, form }))))
  const inHand = computed(() => (pairs.value.find(({ form }) => form.id === open.form) ?? pairs.value[0]) as { call: Call; form: Form })
  const call = computed(() => inHand.value.call)
  const form = computed(() => inHand.value.form)
  const waiting = computed(() => call.value.forms.filter((one) => !one.sent))

  function show(next: Form | undefined): void {
    if (next) open.form = next.id
  }

  /** Ends a call. When it was the current one, a call that was set aside becomes current, else an empty form. */
  function end(ended: Call): void {
    const current = ended.id === call.value.id
    const others = open.calls.filter((one) => one.id !== ended.id)
    open.calls = others.length ? others : [newCall()]
    if (current) show(open.calls.at(-1)?.forms.find((one) => !one.sent))
  }

  function drop(one: Form): void {
    const mine = call.value.forms
    if (mine.length === 1) return end(call.value)
    mine.splice(mine.indexOf(one), 1)
    show(mine.find((other) => !other.sent) ?? mine[0])
  }

  /** Sets this call aside and starts another. */
  function another(): void {
    const next = newCall()
    open.calls.push(next)
    show(next.forms[0])
  }

  function step(by: number): void {
    const writable = pairs.value.map((pair) => pair.form).filter((one) => !one.sent)
    show(writable[(writable.indexOf(form.value) + by + writable.length) % writable.length])
  }

  return {
    open,
    call,
    form,
    waiting,
    fields: computed(() => form.value.fields),
    done: computed(() => waiting.value.length === 0),
    show,
    leave: () => end(call.value),
    end,
    drop,
    another,
    step,
    split: () => show(splitOff(call.value)),
  }
}
