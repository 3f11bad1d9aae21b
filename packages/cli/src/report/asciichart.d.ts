declare module "asciichart" {
  interface PlotConfig {
    readonly height?: number;
    readonly offset?: number;
    readonly colors?: readonly string[];
    readonly format?: (value: number, row: number) => string;
  }
  const asciichart: {
    plot(series: number[][], config?: PlotConfig): string;
    readonly cyan: string;
    readonly yellow: string;
  };
  export default asciichart;
}
