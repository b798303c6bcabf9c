// The chart of the figures page: two bars a day and the share on time; colours are the page's own, in light and dark.
const place = document.getElementById("chart");
const said = JSON.parse(document.getElementById("days").textContent);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options() {
  const [ink, line] = [colour("--ink-2"), colour("--line")];
  const axis = { axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } };
  const bar = (name, fill) => ({ name: said.words[name], type: "bar", data: said[name], itemStyle: { color: colour(fill) }, barMaxWidth: 18 });
  return {
    animation: false,
    textStyle: { fontFamily: colour("--face") },
    grid: { left: 44, right: 52, top: 16, bottom: 28 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: said.days.map((day) => day.slice(5)), ...axis, splitLine: { show: false } },
    yAxis: [{ type: "value", minInterval: 1, ...axis }, { type: "value", min: 0, max: 100, ...axis, axisLabel: { color: ink, formatter: "{value}%" }, splitLine: { show: false } }],
    series: [
      bar("reported", "--line-2"),
      bar("done", "--accent"),
      { name: said.words.on_time, type: "line", yAxisIndex: 1, data: said.on_time, connectNulls: true, symbolSize: 5, lineStyle: { color: colour("--warn-line"), width: 2 }, itemStyle: { color: colour("--warn-line") } },
    ],
  };
}

addEventListener("DOMContentLoaded", () => {
  const chart = globalThis.echarts.init(place);
  chart.setOption(options());
  addEventListener("resize", () => chart.resize());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(options()));
});
if (document.readyState !== "loading" && globalThis.echarts) dispatchEvent(new Event("DOMContentLoaded"));
