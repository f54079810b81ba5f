//! Closed-loop load: each worker asks again as soon as it has its answer.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures::future::try_join_all;

use crate::process::Process;

/// Before the clock starts, so that caches and connections are warm.
const WARM_UP: Duration = Duration::from_millis(500);

/// What a load did.
pub(crate) struct Measured {
    pub(crate) count: usize,
    /// CPU seconds of the server.
    pub(crate) cpu: f64,
    seconds: f64,
    /// In milliseconds, ascending.
    latencies: Vec<f64>,
}

impl Measured {
    pub(crate) fn cpu_ms(&self) -> f64 {
        self.cpu * 1000.0 / self.count as f64
    }

    pub(crate) fn rate(&self) -> f64 {
        self.count as f64 / self.seconds
    }

    pub(crate) fn note(&self) -> String {
        let (p50, p99) = (percentile(&self.latencies, 0.5), percentile(&self.latencies, 0.99));
        format!("{:.0}/s, p50 {p50:.2} ms, p99 {p99:.2} ms", self.rate())
    }
}

/// Of sorted values.
pub(crate) fn percentile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
}

/// Runs all workers for so many seconds.
pub(crate) async fn closed_loop<F>(process: Process, seconds: f64, workers: Vec<F>) -> Result<Measured>
where
    F: AsyncFnMut() -> Result<()>,
{
    let begin = Instant::now() + WARM_UP;
    let end = begin + Duration::from_secs_f64(seconds);
    let work = try_join_all(workers.into_iter().map(|worker| work(worker, begin, end)));
    let watch = async {
        tokio::time::sleep_until(begin.into()).await;
        let before = process.cpu()?;
        tokio::time::sleep_until(end.into()).await;
        Ok(process.cpu()? - before)
    };
    let (latencies, cpu) = futures::try_join!(work, watch)?;
    let mut latencies: Vec<f64> = latencies.into_iter().flatten().collect();
    ensure!(!latencies.is_empty(), "nothing was answered in {seconds} s");
    latencies.sort_unstable_by(f64::total_cmp);
    Ok(Measured { count: latencies.len(), cpu, seconds, latencies })
}

async fn work<F: AsyncFnMut() -> Result<()>>(mut worker: F, begin: Instant, end: Instant) -> Result<Vec<f64>> {
    let mut latencies = Vec::new();
    loop {
        let asked = Instant::now();
        if asked >= end {
            return Ok(latencies);
        }
        worker().await?;
        let answered = Instant::now();
        if answered >= begin && answered <= end {
            latencies.push(answered.duration_since(asked).as_secs_f64() * 1000.0);
        }
    }
}
