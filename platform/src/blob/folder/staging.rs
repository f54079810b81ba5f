//! Where bytes lie until they are whole.
//!
//! Each process has its own folder `tmp/<n>/` and holds a lock in it for as long as it lives. Whoever opens the store
//! sweeps the folders whose lock is free: their owners are dead. So a new release may start while the old one still
//! takes uploads in.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    /// Locked; the lock ends with the process, however it ends.
    _lock: File,
    made: AtomicU64,
}

impl Staging {
    /// Sweeps `tmp` and takes a folder in it.
    pub(super) fn open(tmp: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(tmp)?;
        // Only one process at a time sweeps or takes a folder, so that nobody sweeps one that is not locked yet.
        let door = lock_file(&tmp.join("lock"))?;
        door.lock()?;
        let mut number = 0_u64;
        for entry in std::fs::read_dir(tmp)? {
            let entry = entry?;
            if let Some(taken) = entry.file_name().to_str().and_then(|name| name.parse::<u64>().ok()) {
                number = number.max(taken);
                sweep(&entry.path())?;
            }
        }
        let path = tmp.join((number + 1).to_string());
        DirBuilder::new().mode(0o700).create(&path)?;
        let lock = lock_file(&path.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => io::Error::other("another process holds the new folder"),
        })?;
        Ok(Self { path, _lock: lock, made: AtomicU64::new(0) })
    }

    /// An empty file that is removed when it is dropped.
    pub(super) fn create(&self) -> io::Result<TempFile> {
        let path = self.path.join(self.made.fetch_add(1, Ordering::Relaxed).to_string());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(TempFile { file, path: Some(path) })
    }

    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Empty but for the lock, unless uploads still run; then the next sweep takes it.
        let _ = std::fs::remove_file(self.path.join("lock"));
        let _ = std::fs::remove_dir(&self.path);
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// Removes a staging folder if its owner is dead.
fn sweep(folder: &Path) -> io::Result<()> {
    let lock = lock_file(&folder.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => {
            tracing::info!(blob.path = %folder.display(), "removing what a stopped process left half-written");
            std::fs::remove_dir_all(folder)
        }
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// A file that is removed when it is dropped, unless it was [kept](Self::keep).
#[derive(Debug)]
pub(super) struct TempFile {
    file: File,
    path: Option<PathBuf>,
}

impl TempFile {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Moves it; it is still removed (under its old name) unless it is kept.
    pub(super) fn rename(&self, to: &Path) -> io::Result<()> {
        self.path.as_ref().map_or(Ok(()), |path| std::fs::rename(path, to))
    }

    pub(super) fn keep(mut self) {
        self.path = None;
    }

    #[cfg(test)]
    pub(super) const fn of(file: File, path: PathBuf) -> Self {
        Self { file, path: Some(path) }
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if let Some(path) = self.path.take()
            && let Err(error) = std::fs::remove_file(&path)
        {
            tracing::warn!(blob.path = %path.display(), error = %error, "a half-written file could not be removed");
        }
    }
}
