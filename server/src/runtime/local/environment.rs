//! The runner's Python environment: the package `fp_runner`, embedded in the server, and the pinned packages that it and
//! the apps need, installed once per data folder.
//!
//! Everything is built beside its place and renamed: an interrupted installation leaves nothing that is believed ready.

mod error;
mod install;
mod package;
mod pointer;
mod python;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest as _, Sha256};

pub use error::PrepareError;
use install::Installer;
use pointer::Pointer;
use python::{Python, Tools};

/// What is installed: exact versions with their hashes.
const REQUIREMENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/runner/requirements.txt"));

/// How the names of unfinished environments begin.
const UNFINISHED: &str = "being-installed";
/// The name, in an environment, of the file that says it is complete.
const READY: &str = "ready";

/// Writes the runner's package below `data_dir`, unless it is there, and returns the folder that holds it.
pub fn unpack_runner(data_dir: &Path) -> Result<PathBuf, PrepareError> {
    package::unpack(&data_dir.join("runner"))
}

/// Makes sure that there is a Python with the pinned packages and returns its path; instant when there is one.
///
/// `progress` gets a line whenever something happens that takes a moment.
pub fn prepare(data_dir: &Path, progress: &mut dyn FnMut(&str)) -> Result<PathBuf, PrepareError> {
    prepare_with(&Tools::from_environment(), data_dir, progress)
}

fn prepare_with(
    tools: &Tools,
    data_dir: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<PathBuf, PrepareError> {
    let folder = std::path::absolute(data_dir.join("runner"))
        .map_err(|source| PrepareError::folder(data_dir, source))?;
    let requirements = short_hash(&[REQUIREMENTS]);
    if let Some(python) = Pointer::read(&folder).and_then(|pointer| pointer.python(&requirements, tools)) {
        return Ok(python);
    }
    fs::create_dir_all(&folder).map_err(|source| PrepareError::folder(&folder, source))?;
    let _lock = lock(&folder, progress)?;
    let python = python::find(tools)?;
    let environment = folder.join(format!("env-{}", short_hash(&[REQUIREMENTS, &python.version])));
    if !environment.join(READY).exists() {
        build(tools, &python, &folder, &environment, progress)?;
    }
    Pointer::new(&requirements, tools, &environment)
        .and_then(|pointer| pointer.write(&folder))
        .map_err(|source| PrepareError::folder(&folder, source))?;
    Ok(python_in(&environment))
}

/// Installs into a temporary folder and moves it into place.
fn build(
    tools: &Tools,
    python: &Python,
    folder: &Path,
    environment: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<(), PrepareError> {
    let started = Instant::now();
    let failed = |source| PrepareError::folder(folder, source);
    remove_unfinished(folder).map_err(failed)?;
    // A name of its own: an installer that outlived a killed start may still write into the old one.
    let temporary = folder.join(format!("{UNFINISHED}-{}", std::process::id()));
    let installer = Installer {
        tools,
        python,
        environment: &temporary,
        started,
    };
    let result = installer.run(REQUIREMENTS, progress).and_then(|()| {
        fs::write(temporary.join(READY), &python.version).map_err(failed)?;
        remove(environment).map_err(failed)?;
        fs::rename(&temporary, environment).map_err(failed)
    });
    if result.is_err() {
        // What cannot be removed now is removed by the next attempt.
        let _kept = remove(&temporary);
    }
    result?;
    progress(&format!(
        "the Python environment is ready ({} s)",
        started.elapsed().as_secs()
    ));
    Ok(())
}

/// Removes what interrupted installations left.
fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            remove(&entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Holds other starts back until this one is done.
fn lock(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<File, PrepareError> {
    let path = folder.join("lock");
    let failed = |source| PrepareError::folder(&path, source);
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            progress("another start is preparing the Python environment; waiting for it");
            file.lock().map_err(failed)?;
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    Ok(file)
}

fn python_in(environment: &Path) -> PathBuf {
    environment.join("bin/python")
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Twelve hex digits that change with any of the parts.
fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    let number = hasher
        .finalize()
        .iter()
        .take(6)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:012x}")
}

#[cfg(test)]
mod tests;
