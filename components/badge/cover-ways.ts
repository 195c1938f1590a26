/** What may lie on an element. */
export type Way =
  /** Content that is there and cannot be made out. */
  | 'blur'
  /** A picture that keeps its place and is not seen. `visibility` would not do: what is inside may ask to be seen. */
  | 'veil'
  /** A link around a picture and nothing else: a name and a use it has only while the picture is seen. */
  | 'lock'
  /** A part of a post that takes no room. */
  | 'fold'
  /** Text beside which our own bar or a nested post stands in the same element; those are seen all the same. */
  | 'mute';

/** Everything in one element of which only some may be covered. */
export interface Whole {
  /** Elements of which all is covered but what is kept. */
  readonly roots: readonly Element[];
  /** Our own, inside or beside the roots. */
  readonly host: Element;
  /** Posts of their own inside the roots. */
  readonly nested: readonly Element[];
}

/**
 * In which way each element is covered so that all of the roots is, but nothing of the host and the nested posts:
 * outermost elements that hold neither are covered whole. Walked without recursion, for pages nest deeper than the
 * stack, and by the prototypes' own properties, for a form answers to the names of its controls.
 */
export function coverWays({ roots, host, nested }: Whole, way: 'blur' | 'fold'): ReadonlyMap<Element, Way> {
  const posts = new Set(nested);
  const aroundPosts = ancestorsOf(nested);
  const aroundHost = ancestorsOf([host]);
  const ways = new Map<Element, Way>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === host || posts.has(next)) continue;
    const holdsPost = aroundPosts.has(next);
    if (!holdsPost && !aroundHost.has(next) && (way === 'fold' || getComputedStyle(next).display !== 'contents')) {
      ways.set(next, way);
      continue;
    }
    // Whatever hides text beside a nested post would hide the post with it.
    if (!holdsPost && holdsText(next)) ways.set(next, 'mute');
    waiting.push(...(Reflect.get(Element.prototype, 'children', next) as HTMLCollection));
  }
  return ways;
}

function ancestorsOf(nodes: readonly Node[]): ReadonlySet<Node> {
  const ancestors = new Set<Node>();
  for (const node of nodes) {
    for (let at = parentOf(node); at !== null && !ancestors.has(at); at = parentOf(at)) ancestors.add(at);
  }
  return ancestors;
}

function parentOf(node: Node): Node | null {
  return Reflect.get(Node.prototype, 'parentNode', node) as Node | null;
}

function holdsText(element: Element): boolean {
  const nodes = Reflect.get(Node.prototype, 'childNodes', element) as NodeListOf<ChildNode>;
  return [...nodes].some((node) => node instanceof Text && node.data.trim() !== '');
}
