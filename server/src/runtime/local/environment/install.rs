//! Makes an environment and installs the pinned packages into it, with uv, pip or what there is of pip.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::python::{Python, Tools};
use super::{PrepareError, python_in};

/// Lines of output kept to explain a failure.
const KEPT_LINES: usize = 400;

/// One installation.
pub(super) struct Installer<'a> {
    pub(super) tools: &'a Tools,
    pub(super) python: &'a Python,
    /// Where the environment is made.
    pub(super) environment: &'a Path,
    pub(super) started: Instant,
}

type Progress<'a> = &'a mut dyn FnMut(&str);

impl Installer<'_> {
    /// Makes the environment and installs `requirements`.
    pub(super) fn run(&self, requirements: &str, progress: Progress<'_>) -> Result<(), PrepareError> {
        let list = self.environment.with_extension("requirements.txt");
        fs::write(&list, requirements).map_err(|source| PrepareError::folder(&list, source))?;
        let result = match self.tools.find("uv") {
            Some(uv) => self.with_uv(&uv, &list, progress),
            None => self.with_pip(&list, progress),
        };
        let _kept = fs::remove_file(&list);
        result?;
        self.check(progress)
    }

    fn with_uv(&self, uv: &Path, list: &Path, progress: Progress<'_>) -> Result<(), PrepareError> {
        self.announce("uv", progress);
        let mut make = self.tools.command(uv);
        make.args(["venv", "--quiet", "--no-project", "--relocatable", "--python"])
            .arg(&self.python.path)
            .arg(self.environment);
        self.execute("uv venv", make, progress)?;
        let mut install = self.tools.command(uv);
        install
            .args([
                "pip",
                "install",
                "--no-color",
                "--require-hashes",
                "--only-binary",
                ":all:",
            ])
            .args(["--compile-bytecode", "--python"])
            .arg(python_in(self.environment))
            .arg("-r")
            .arg(list);
        self.execute("uv pip install", install, progress)
    }

    fn with_pip(&self, list: &Path, progress: Progress<'_>) -> Result<(), PrepareError> {
        self.announce("pip", progress);
        let mut make = self.python_command(&self.python.path);
        make.args(["-m", "venv"]).arg(self.environment);
        match self.execute("python -m venv", make, progress) {
            Ok(()) => {
                let install = self.python_command(&python_in(self.environment));
                self.pip_install(install, list, progress)
            }
            Err(full @ PrepareError::Full(_)) => Err(full),
            // Debian keeps ensurepip in a package of its own.
            Err(error) => {
                tracing::debug!(%error, "an environment with pip cannot be made");
                self.with_pip_from_outside(list, progress)
            }
        }
    }

    /// Makes an environment without pip and lets the system's pip install into it.
    fn with_pip_from_outside(&self, list: &Path, progress: Progress<'_>) -> Result<(), PrepareError> {
        let none = || PrepareError::NoInstaller {
            path: self.python.path.clone(),
        };
        let mut ask = self.python_command(&self.python.path);
        ask.args(["-m", "pip", "--version"]);
        self.execute("python -m pip", ask, &mut |_| {})
            .map_err(|_| none())?;
        let mut make = self.python_command(&self.python.path);
        make.args(["-m", "venv", "--clear", "--without-pip"])
            .arg(self.environment);
        self.execute("python -m venv", make, progress)?;
        progress("this Python has no ensurepip; its own pip installs instead");
        let mut install = self.python_command(&self.python.path);
        install
            .env("PIP_TARGET", self.environment.join(&self.python.packages))
            .env("PIP_USER", "0");
        self.pip_install(install, list, progress)
    }

    fn pip_install(&self, mut pip: Command, list: &Path, progress: Progress<'_>) -> Result<(), PrepareError> {
        pip.args([
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary",
            ":all:",
        ])
        .args([
            "--disable-pip-version-check",
            "--no-input",
            "--no-color",
            "--progress-bar",
            "off",
        ])
        .args([
            "--retries",
            "2",
            "--timeout",
            "15",
            "--no-warn-script-location",
            "-r",
        ])
        .arg(list);
        self.execute("pip install", pip, progress)
    }

    /// Whether the environment can do what it is for.
    fn check(&self, progress: Progress<'_>) -> Result<(), PrepareError> {
        let mut check = self.python_command(&python_in(self.environment));
        check.args(["-c", "import uvicorn, starlette, fastapi"]);
        self.execute("the new environment", check, progress)
    }

    fn announce(&self, tool: &str, progress: Progress<'_>) {
        let mut words = self.python.version.split(' ');
        let version = words.nth(1).unwrap_or(&self.python.version);
        progress(&format!(
            "installing the runner's packages with {tool} for Python {version}; this is needed only once"
        ));
    }

    fn python_command(&self, python: &Path) -> Command {
        let mut command = self.tools.command(python);
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONNOUSERSITE", "1");
        command
    }

    /// Runs a command to its end, telling of the packages it names as it goes.
    fn execute(&self, name: &str, mut command: Command, progress: Progress<'_>) -> Result<(), PrepareError> {
        let mut lines = Vec::new();
        let success = run(&mut command, &mut |line| {
            if let Some(step) = step(line) {
                progress(&format!("  {step} ({} s)", self.started.elapsed().as_secs()));
            }
            if lines.len() == KEPT_LINES {
                lines.remove(0);
            }
            lines.push(line.to_owned());
        });
        match success {
            Ok(true) => Ok(()),
            Ok(false) => Err(PrepareError::from_output(name, &lines, self.environment)),
            Err(error) => Err(PrepareError::Failed {
                command: name.to_owned(),
                output: error.to_string(),
            }),
        }
    }
}

/// Runs a command, hands over each line of its output and errors as it comes, and says whether it succeeded.
fn run(command: &mut Command, on_line: &mut dyn FnMut(&str)) -> io::Result<bool> {
    let (reader, writer) = io::pipe()?;
    let mut child = command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // The command holds the pipe's other end; without this the output would never end.
    command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        on_line(String::from_utf8_lossy(&line?).trim_end());
    }
    Ok(child.wait()?.success())
}

/// What a line of pip's or uv's output tells the user.
fn step(line: &str) -> Option<String> {
    let text = line.trim();
    if let Some(package) = text.strip_prefix("Collecting ") {
        let name = package.split([' ', ';']).next()?;
        return Some(name.replace("==", " "));
    }
    if text.starts_with("Installing collected packages") {
        return Some("unpacking".to_owned());
    }
    let is_uv = [
        "Resolved ",
        "Prepared ",
        "Installed ",
        "Downloading ",
        "Bytecode ",
    ]
    .iter()
    .any(|word| text.starts_with(word));
    // pip's `Downloading` names a file, uv's a package.
    (is_uv && !text.contains(".whl")).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "Collecting fastapi==0.136.0 (from -r list (line 3))",
        Some("fastapi 0.136.0")
    )]
    #[case("  Downloading fastapi-0.136.0-py3-none-any.whl (117 kB)", None)]
    #[case("Installing collected packages: a, b", Some("unpacking"))]
    #[case("Resolved 60 packages in 5ms", Some("Resolved 60 packages in 5ms"))]
    #[case("Requirement already satisfied: x", None)]
    fn what_the_user_is_told(#[case] line: &str, #[case] expected: Option<&str>) {
        assert_eq!(step(line).as_deref(), expected);
    }
}
