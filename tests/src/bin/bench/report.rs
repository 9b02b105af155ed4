//! The figures: a table for people, JSON for machines, a plot for both.

use std::{fmt::Write, fs, path::Path};

use serde_json::{Value, json};

use crate::timing::{FOR, Measured};

/// What could be reached at the most, and by what.
pub(crate) struct Ceiling {
    pub(crate) what: String,
    pub(crate) per_second: f64,
}

impl Ceiling {
    pub(crate) fn new(what: impl Into<String>, per_second: f64) -> Self {
        Self { what: what.into(), per_second }
    }
}

/// One line of the table.
pub(crate) struct Figure {
    name: String,
    per_second: f64,
    /// Milliseconds: half of all took less, and 99 of 100. None for what is done once.
    waits: Option<(f64, f64)>,
    ceiling: Ceiling,
    /// Milliseconds of processor time for each: server, Postgres, clients.
    cost: Option<[f64; 3]>,
    /// The part of all processor time that the clients took.
    clients: f64,
}

/// All of them, and what they were measured on.
pub(crate) struct Report {
    cores: usize,
    disk: String,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

impl Figure {
    /// The share of the ceiling.
    fn share(&self) -> f64 {
        self.per_second / self.ceiling.per_second
    }

    /// The same, were the clients on another machine.
    fn share_without_clients(&self) -> f64 {
        self.share() / (1.0 - self.clients).max(0.01)
    }
}

impl Report {
    pub(crate) fn new(cores: usize, disk: String) -> Self {
        println!("{cores} cores; clients, server and Postgres share them. {disk}\n");
        println!(
            "{:<40} {:>9} {:>9} {:>9}  {:>7} {:>9}  {:<34} cpu ms: server, Postgres, clients",
            "", "per s", "p50 ms", "p99 ms", "share", "w/o cl.", "of"
        );
        Self { cores, disk, figures: Vec::new(), notes: Vec::new() }
    }

    /// Adds what was measured for a while.
    pub(crate) fn add(&mut self, name: impl Into<String>, mut measured: Measured, ceiling: Ceiling) {
        let per_second = measured.per_second();
        let spent = measured.spent;
        let each = |seconds: f64| seconds * 1e3 / (per_second * FOR.as_secs_f64()).max(1.0);
        let all = FOR.as_secs_f64() * crate::timing::count(self.cores);
        self.push(Figure {
            name: name.into(),
            per_second,
            waits: Some((measured.waits.percentile(50), measured.waits.percentile(99))),
            ceiling,
            cost: Some([each(spent.server), each(spent.postgres), each(spent.clients)]),
            clients: if spent.server > 0.0 { spent.clients / all } else { 0.0 },
        });
    }

    /// Adds what was done once, so many in a second.
    pub(crate) fn add_once(&mut self, name: &str, per_second: f64, ceiling: Ceiling) {
        self.push(Figure {
            name: name.to_owned(),
            per_second,
            waits: None,
            ceiling,
            cost: None,
            clients: 0.0,
        });
    }

    /// Adds a line that is no rate.
    pub(crate) fn note(&mut self, text: String) {
        println!("{text}");
        self.notes.push(text);
    }

    fn push(&mut self, figure: Figure) {
        let (p50, p99) = figure
            .waits
            .map_or_else(Default::default, |(p50, p99)| (format!("{p50:.2}"), format!("{p99:.2}")));
        let cost = figure.cost.map_or_else(String::new, |[server, postgres, clients]| {
            format!("{server:.3}, {postgres:.3}, {clients:.3}")
        });
        let of = format!("{} {:.0}/s", figure.ceiling.what, figure.ceiling.per_second);
        println!(
            "{:<40} {:>9.0} {p50:>9} {p99:>9}  {:>6.0}% {:>8.0}%  {of:<34} {cost}",
            figure.name,
            figure.per_second,
            figure.share() * 100.0,
            figure.share_without_clients() * 100.0,
        );
        self.figures.push(figure);
    }

    /// Writes all of it as JSON.
    pub(crate) fn write_json(&self, path: &Path) {
        let figures: Vec<Value> = self.figures.iter().map(Figure::json).collect();
        let report = json!({"cores": self.cores, "disk": self.disk, "figures": figures, "notes": self.notes});
        fs::write(path, format!("{report:#}\n")).unwrap();
    }

    /// Draws each figure's share of its ceiling, as SVG.
    pub(crate) fn write_plot(&self, path: &Path) {
        const ROW: usize = 26;
        const LABELS: usize = 300;
        const WIDTH: usize = 500;
        let height = ROW * (self.figures.len() + 1);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n",
            LABELS + WIDTH + 160
        );
        for (row, figure) in self.figures.iter().enumerate() {
            let (y, share) = (row * ROW + 6, figure.share());
            let bar = share.min(1.0) * crate::timing::count(WIDTH);
            let _ = writeln!(
                svg,
                "<text x=\"4\" y=\"{}\">{}</text><rect x=\"{LABELS}\" y=\"{y}\" width=\"{WIDTH}\" height=\"16\" fill=\"#e4e4e4\"/>\
                 <rect x=\"{LABELS}\" y=\"{y}\" width=\"{bar:.0}\" height=\"16\" fill=\"#2f6f9f\"/>\
                 <text x=\"{}\" y=\"{}\">{:.0}% ({:.0}/s)</text>",
                y + 13,
                figure.name,
                LABELS + WIDTH + 8,
                y + 13,
                share * 100.0,
                figure.per_second,
            );
        }
        svg.push_str("</svg>\n");
        fs::write(path, svg).unwrap();
    }
}

impl Figure {
    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "per_second": self.per_second,
            "p50_ms": self.waits.map(|waits| waits.0),
            "p99_ms": self.waits.map(|waits| waits.1),
            "ceiling": self.ceiling.what,
            "ceiling_per_second": self.ceiling.per_second,
            "share": self.share(),
            "share_without_clients": self.share_without_clients(),
            "cpu_ms": self.cost,
        })
    }
}
