/** What `layout` uses of dagre, whose own types name files that Node's module resolution does not find. */
declare module "@dagrejs/dagre" {
  interface Size {
    width: number;
    height: number;
  }
  interface Place {
    x: number;
    y: number;
  }
  /** Labels are what was set; `layout` adds to them where things are. */
  export class Graph {
    constructor(options: { multigraph: boolean });
    setGraph(label: { rankdir: "TB"; nodesep: number; edgesep: number; ranksep: number }): this;
    setNode(name: string, label: Size): this;
    setEdge(from: string, to: string, label: Size & { labelpos: "c" }, name: string): this;
    /** Without a size while there are no nodes. */
    graph(): Partial<Size>;
    node(name: string): Partial<Place>;
    edge(from: string, to: string, name: string): Partial<Place> & { points?: Place[] };
  }
  export function layout(graph: Graph): void;
}
