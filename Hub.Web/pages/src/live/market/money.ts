const hundredths = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
export const money = (value: number): string => hundredths.format(value);
export const percentChange = (value: number): string => `${value > 0 ? "+" : value < 0 ? "−" : ""}${hundredths.format(Math.abs(value))} %`;
