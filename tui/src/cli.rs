//! The command line: options, commands, exit codes. One command a file.

mod auth;
mod completions;
mod deploy;
mod down;
mod error;
mod explain;
mod info;
mod list;
mod logs;
mod man;
mod output;
mod serve_detached;
mod status;
mod target;
mod validate;
mod workstation;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::paths::Paths;
use error::CliError;

/// A terminal workstation for small Python web apps. Without a command it opens the workstation.
#[derive(Debug, Parser)]
#[command(name = "fp", version, after_help = EXIT_CODES)]
pub struct CommandLine {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Shown under `--help`.
const EXIT_CODES: &str =
    "Exit codes: 0 ok, 1 failed, 2 usage, 3 the code has errors, 4 not signed in, 5 conflict, 6 timeout.";

/// Options of every command.
#[derive(Debug, Args)]
struct Options {
    /// The server's address; else the active one of ~/.fp/config.toml, else the embedded one on this machine.
    #[arg(long, env = "FP_SERVER", global = true, value_name = "URL")]
    server: Option<String>,
    /// The token to use.
    #[arg(long, env = "FP_TOKEN", global = true, hide_env_values = true)]
    token: Option<String>,
    /// Use the embedded server on this machine, and start it when it is not running.
    #[arg(long, env = "FP_LOCAL", global = true, conflicts_with = "server")]
    local: bool,
    /// The colours of the workstation.
    #[arg(long, env = "FP_THEME", global = true, value_name = "NAME")]
    theme: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the workstation with an app in it.
    Open {
        /// The app's name or identity.
        name: String,
    },
    /// List the apps.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say whether the server answers.
    Status {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print an app's log.
    Logs {
        /// The app's name or identity.
        name: String,
        /// Print new lines as they come.
        #[arg(short, long)]
        follow: bool,
        /// How many lines to begin with.
        #[arg(short = 'n', long, default_value_t = 100)]
        tail: usize,
        /// Print JSON, one line each.
        #[arg(long)]
        json: bool,
    },
    /// Deploy the app in a folder, and wait until it is live.
    Deploy {
        /// The folder.
        #[arg(default_value = ".")]
        path: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check the app in a folder or file on this machine.
    Validate {
        /// The folder or file.
        #[arg(default_value = ".")]
        path: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say what a rule of the checker finds, why it matters and what to do instead.
    Explain {
        /// The rule's code or name, such as FP303; without one, list all.
        code: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sign in and out.
    #[command(subcommand)]
    Auth(auth::AuthCommand),
    /// Stop the embedded server on this machine.
    Down,
    /// Print where everything is kept, and the versions.
    Info {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print a completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Become the server, in a session of its own.
    #[command(hide = true, name = crate::local::SERVE_DETACHED)]
    ServeDetached {
        /// The server program.
        program: OsString,
    },
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let line = CommandLine::parse();
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fp: {error}");
            ExitCode::from(error.code())
        }
    }
}

fn run(line: CommandLine) -> Result<(), CliError> {
    let options = line.options;
    let paths = Paths::from_environment()?;
    match line.command {
        None => workstation::run(&options, &paths, None),
        Some(Command::Open { name }) => workstation::run(&options, &paths, Some(name)),
        Some(Command::List { json }) => list::run(&options, &paths, json),
        Some(Command::Status { json }) => status::run(&options, &paths, json),
        Some(Command::Logs {
            name,
            follow,
            tail,
            json,
        }) => logs::run(
            &options,
            &paths,
            &logs::Wanted {
                name,
                follow,
                tail,
                json,
            },
        ),
        Some(Command::Deploy { path, json }) => deploy::run(&options, &paths, &path, json),
        Some(Command::Validate { path, json }) => validate::run(&path, json),
        Some(Command::Explain { code, json }) => explain::run(code.as_deref(), json),
        Some(Command::Auth(command)) => auth::run(&options, &paths, command),
        Some(Command::Down) => down::run(&paths),
        Some(Command::Info { json }) => info::run(&options, &paths, json),
        Some(Command::Completions { shell }) => completions::run(shell, &mut CommandLine::command()),
        Some(Command::Man) => man::run(CommandLine::command()),
        Some(Command::ServeDetached { program }) => serve_detached::run(program),
    }
}
