//! How long each part of a restore took, for the plan of an emergency (等保 8.1.4.9; security.md OPS-10).

use std::{
    fmt,
    time::{Duration, Instant},
};

/// The parts that are done.
#[derive(Debug, Default)]
pub struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    /// Notes that a part is done, begun at this instant.
    pub fn done(&mut self, what: &'static str, begun: Instant) {
        self.0.push((what, begun.elapsed()));
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, took) in &self.0 {
            writeln!(f, "{:>8.1} s  {what}", took.as_secs_f64())?;
        }
        let all: Duration = self.0.iter().map(|(_, took)| *took).sum();
        write!(f, "{:>8.1} s  in all", all.as_secs_f64())
    }
}
