//! `fp auth login URL`, `whoami`, `logout`.

use std::io::{BufRead as _, IsTerminal as _, Write as _, stderr, stdin};

use clap::Subcommand;
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::Options;
use super::error::CliError;
use super::output;
use super::target::{Target, block_on};
use crate::client::Client;
use crate::config::{self, Config, DEFAULT_PLATFORM};
use crate::paths::Paths;
use crate::sanitise::one_line;

/// Signing in and out.
#[derive(Debug, Subcommand)]
pub(super) enum AuthCommand {
    /// Sign in to a server and use it from now on.
    Login {
        /// The server's address.
        url: String,
        /// The name it is kept under.
        #[arg(short, long, default_value = DEFAULT_PLATFORM)]
        name: String,
    },
    /// Say who is signed in, and where.
    Whoami {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Forget a server and its token.
    Logout {
        /// The name it is kept under; the active one when not given.
        #[arg(short, long)]
        name: Option<String>,
    },
}

/// Signs in or out.
pub(super) fn run(options: &Options, paths: &Paths, command: AuthCommand) -> Result<(), CliError> {
    match command {
        AuthCommand::Login { url, name } => log_in(options, paths, &url, &name),
        AuthCommand::Whoami { json } => whoami(options, paths, json),
        AuthCommand::Logout { name } => log_out(paths, name),
    }
}

fn log_in(options: &Options, paths: &Paths, url: &str, name: &str) -> Result<(), CliError> {
    let url = url.trim_end_matches('/');
    let client = Client::new(url, options.token.clone())?;
    let token = if let Some(token) = &options.token {
        token.clone()
    } else {
        let (username, password) = (ask("name: ")?, ask_hidden("password: ")?);
        block_on(async { Ok(client.log_in(&username, &password).await?) })?
    };
    let user = block_on(async { Ok(client.me().await?) })?;
    config::keep(&paths.config, name, url, &token, &user.username)?;
    eprintln!("signed in to {url} as {}", one_line(&user.username));
    Ok(())
}

fn whoami(options: &Options, paths: &Paths, json: bool) -> Result<(), CliError> {
    let target = Target::resolve(options, paths)?;
    let client = target.client()?;
    let user = block_on(async { Ok(client.me().await?) })?;
    if json {
        return output::json(&user);
    }
    let role = if user.is_admin { "operator" } else { "user" };
    let text = format!("{} ({}), {role} at {}", user.username, user.email, target.server);
    output::line(&one_line(&text))
}

fn log_out(paths: &Paths, name: Option<String>) -> Result<(), CliError> {
    let mut config = Config::read(&paths.config)?;
    let name = name
        .or_else(|| config.active.platform.clone())
        .unwrap_or_else(|| DEFAULT_PLATFORM.to_owned());
    if !config.remove(&name) {
        return Err(CliError::Failed(format!(
            "there is no server {name} in {}",
            paths.config.display()
        )));
    }
    config.write(&paths.config)?;
    eprintln!("forgot {name}");
    Ok(())
}

fn ask(question: &str) -> Result<String, CliError> {
    eprint!("{question}");
    stderr().flush()?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim_end_matches(['\r', '\n']).to_owned())
}

/// Asks without showing what is typed; from a pipe the next line is read.
fn ask_hidden(question: &str) -> Result<String, CliError> {
    if !stdin().is_terminal() {
        return ask(question);
    }
    eprint!("{question}");
    stderr().flush()?;
    enable_raw_mode()?;
    let answer = read_hidden();
    disable_raw_mode()?;
    eprintln!();
    answer
}

fn read_hidden() -> Result<String, CliError> {
    let mut answer = String::new();
    loop {
        let Event::Key(key) = read()? else {
            continue;
        };
        match key.code {
            _ if key.kind == KeyEventKind::Release => {}
            KeyCode::Enter => return Ok(answer),
            KeyCode::Esc => return Err(CliError::Failed("not signed in".to_owned())),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Err(CliError::Failed("not signed in".to_owned()));
            }
            KeyCode::Char(character) => answer.push(character),
            KeyCode::Backspace => {
                answer.pop();
            }
            _ => {}
        }
    }
}
