let asked: Promise<boolean> | undefined;

/**
 * Whether there is a graphics chip that models may run on. `navigator.gpu` alone tells nothing: it is there without
 * one. Firefox's and Safari's packages carry no runtime for it.
 */
export function hasAdapter(): Promise<boolean> {
  return (asked ??= import.meta.env.FIREFOX || import.meta.env.SAFARI ? Promise.resolve(false) : ask());
}

async function ask(): Promise<boolean> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<object | null> } };
  try {
    return ((await gpu?.requestAdapter()) ?? null) !== null;
  } catch {
    // A driver that throws is as good as none.
    return false;
  }
}
