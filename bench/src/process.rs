//! What a process costs, as Linux counts it (`/proc/<pid>`).

use anyhow::{Context as _, Result};

/// Ticks a second in `/proc/<pid>/stat`: `USER_HZ`, the same on every Linux that we build for.
const TICKS: f64 = 100.0;

/// A running process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// User and system time so far, all threads together, in seconds.
    pub(crate) fn cpu(self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The name may hold spaces; it ends with the last bracket.
        let (_, rest) = stat.rsplit_once(')').context("a stat line")?;
        let number = |index| rest.split_ascii_whitespace().nth(index).and_then(|text| text.parse::<u64>().ok());
        let (user, system) = number(11).zip(number(12)).context("utime and stime")?;
        Ok((user + system) as f64 / TICKS)
    }

    /// Resident memory now, in MiB.
    pub(crate) fn rss(self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// The most resident memory since [`forget_peak`](Self::forget_peak), in MiB.
    pub(crate) fn peak(self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Lets the peak begin anew at what is resident now.
    pub(crate) fn forget_peak(self) -> Result<()> {
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.0), "5")?)
    }

    fn status(self, key: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find_map(|line| line.strip_prefix(key)).context("a line of status")?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes / 1024.0)
    }
}
