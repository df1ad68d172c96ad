//! `fp-server`: reads the configuration, builds the engines and serves.
//!
//! The one place that names the engines behind the two ports.

mod command;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use fp_server::config::{ConfigError, ConfigFile, Options};

/// A check allocates a tree, and this allocator is a fifth faster at it than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The fp platform: checks, records and runs small Python web apps.
#[derive(Debug, Parser)]
#[command(name = "fp-server", version)]
struct CommandLine {
    #[command(flatten)]
    options: Options,
    /// The configuration file [default: fp-server.toml here or in the configuration folder].
    #[arg(long, env = "FP_CONFIG", global = true)]
    config: Option<std::path::PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the apps (the default).
    Serve,
    /// Prepare the Python environment apps run in.
    Prepare,
    /// Copy the whole record from one store to another, while no server uses either
    Move(command::move_store::Move),
    /// Seal everything at rest with the present `SECRET_KEY`; `SECRET_KEY_PREVIOUS` still opens it meanwhile
    RotateKey,
    /// Print the settings in use and where each came from.
    Config,
    /// Print the `OpenAPI` document.
    Openapi,
    /// Print what the server must be allowed in the cluster: its role, for `kubectl apply`.
    Role,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("fp-server: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (line, matches, file) = parse().map_err(|error| error.to_string())?;
    match line.command.unwrap_or(Command::Serve) {
        Command::Serve => command::serve::run(&line.options),
        Command::Prepare => command::prepare::run(&line.options),
        Command::Move(what) => command::move_store::run(&line.options, &what),
        Command::RotateKey => command::rotate_key::run(&line.options),
        Command::Config => command::config::run(&line.options, &matches, &file),
        Command::Openapi => command::openapi::run(),
        Command::Role => command::role::run(&line.options),
    }
}

/// Reads the command line twice: once for the file's place, once with the file's values as defaults.
fn parse() -> Result<(CommandLine, clap::ArgMatches, ConfigFile), ConfigError> {
    let named = CommandLine::command().ignore_errors(true).get_matches();
    let named = named.try_get_one::<std::path::PathBuf>("config").ok().flatten();
    let file = ConfigFile::load(named.map(std::path::PathBuf::as_path))?;
    let matches = file.apply(CommandLine::command())?.get_matches();
    let line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((line, matches, file))
}
