//! The doors against what they open to: a real S3 server, a real NATS server.
//!
//! `make test` starts both. A test whose server is not there fails and says how to start it; none is skipped.

#[cfg(test)]
mod blob_s3;
#[cfg(test)]
mod bus_local;
#[cfg(test)]
mod bus_nats;

/// The address of a server that the environment must name.
#[cfg(test)]
fn address(variable: &str, how: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set. Start a server and name it: {how}"))
}
