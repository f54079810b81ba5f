//! Logs and metrics.

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{LogConfig, LogFormat};

/// Upper bounds of the latency histogram, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Logs or metrics could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("telemetry: {0}")]
pub struct TelemetryError(String);

/// Sends the log to standard error.
///
/// # Errors
/// When the filter is not one, or a log is set up already.
pub fn start_logging(config: &LogConfig) -> Result<(), TelemetryError> {
    let fail = |error: &dyn std::fmt::Display| TelemetryError(error.to_string());
    let filter = EnvFilter::try_new(&config.filter).map_err(|error| fail(&error))?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    match config.format {
        LogFormat::Text => registry.with(layer).try_init().map_err(|error| fail(&error)),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init().map_err(|error| fail(&error)),
    }
}

/// Starts collecting metrics; the handle renders them in Prometheus' text format.
///
/// # Errors
/// When metrics are collected already.
pub fn start_metrics() -> Result<PrometheusHandle, TelemetryError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| TelemetryError(error.to_string()))
}
