//! What the operating system says of this process.

/// Resident memory, in bytes; `None` where `/proc` is not.
pub(crate) fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn memory_is_read() {
        assert!(super::resident_bytes().is_some_and(|bytes| bytes > 100_000));
    }
}
