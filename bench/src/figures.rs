//! Figures, and the page that shows them.

use std::{fmt::Write as _, path::Path};

use anyhow::Result;

use crate::console::say;

/// What we want of a figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// For comparison only.
    Free,
}

/// One row.
pub(crate) struct Figure {
    name: String,
    unit: &'static str,
    ours: f64,
    target: Target,
    note: String,
    peers: Vec<(&'static str, f64)>,
}

impl Figure {
    fn is_met(&self) -> bool {
        match self.target {
            Target::AtMost(most) => self.ours <= most,
            Target::AtLeast(least) => self.ours >= least,
            Target::Free => true,
        }
    }

    fn line(&self) -> String {
        let target = match self.target {
            Target::AtMost(most) => format!("≤ {}", number(most)),
            Target::AtLeast(least) => format!("≥ {}", number(least)),
            Target::Free => "–".to_owned(),
        };
        let peers: Vec<String> = self.peers.iter().map(|(peer, value)| format!("{peer} {}", number(*value))).collect();
        let mark = if self.is_met() { "" } else { " **missed**" };
        let (name, unit, ours, note) = (&self.name, self.unit, number(self.ours), &self.note);
        format!("| {name} | {unit} | {ours}{mark} | {target} | {} | {note} |", peers.join(", "))
    }
}

/// All figures of a run.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    pub(crate) fn add(&mut self, name: &str, unit: &'static str, ours: f64, target: Target, note: impl Into<String>) {
        let figure = Figure { name: name.to_owned(), unit, ours, target, note: note.into(), peers: Vec::new() };
        say(figure.line());
        self.0.push(figure);
    }

    /// What another server needs for the job of that name.
    pub(crate) fn add_peer(&mut self, name: &str, peer: &'static str, value: f64) {
        say(format_args!("{peer}: {name} {}", number(value)));
        if let Some(figure) = self.0.iter_mut().find(|figure| figure.name == name) {
            figure.peers.push((peer, value));
        }
    }

    /// Writes the page.
    pub(crate) fn write(&self, path: &Path, command: &str) -> Result<()> {
        let mut page = String::from(
            "# Benchmarks\n\nMade by `make bench`; do not edit. What each job does is said in `bench/README.md`.\n\n",
        );
        writeln!(page, "- Command: `{command}`")?;
        writeln!(page, "- Machine: {}", machine())?;
        writeln!(page, "- Date: {}", today())?;
        page.push_str("\n| job | unit | ours | target | peers, same run | more |\n|---|---|---|---|---|---|\n");
        for figure in &self.0 {
            writeln!(page, "{}", figure.line())?;
        }
        Ok(std::fs::write(path, page)?)
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        one if one >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "the date on the page is the machine's; nothing is decided by it")]
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

fn machine() -> String {
    let line = |path: &str, key: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once([':', '=']).map_or("", |(_, value)| value).trim().trim_matches('"').to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = line("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0) / 1_048_576.0;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let (processor, system) = (line("/proc/cpuinfo", "model name"), line("/etc/os-release", "PRETTY_NAME"));
    format!("{cores} cores, {processor}, {memory:.0} GiB, {system}; load at the end {load}")
}
