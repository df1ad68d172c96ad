//! The `:` line: one table of commands that feeds parsing, completion, help and errors.

mod complete;
mod line;

pub use complete::complete;
pub use line::CommandLine;

/// A command with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Deploy what is on screen.
    Deploy,
    /// Open an app by name.
    Open(String),
    /// Show the list of apps.
    Apps,
    /// Go to the log.
    Logs(Option<String>),
    /// Use a theme, or choose one.
    Theme(Option<String>),
    /// Go to a line.
    GoTo(usize),
    /// Save the draft.
    Write,
    /// Leave, or quit from the list.
    Quit,
    /// Save the draft, then leave.
    WriteQuit,
    /// Start from a template.
    Templates,
    /// Create an app from the template of that name.
    New(String),
    /// Delete the app.
    Delete,
    /// Give the app another name.
    Rename(String),
    /// Add a file.
    FileAdd(String),
    /// Give the shown file another path.
    FileRename(String),
    /// Delete the shown file.
    FileDelete,
    /// Search the code.
    Find(String),
    /// Turn the mouse on or off.
    Mouse,
    /// Sign out.
    SignOut,
    /// Show the keys.
    Help,
}

/// What an argument is, for completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// None.
    None,
    /// The name of an app.
    App,
    /// The name of a theme.
    Theme,
    /// The name of a template.
    Template,
    /// The path of a file of the app.
    File,
    /// Anything else.
    Text,
}

/// A row of the table.
#[derive(Debug)]
pub struct Entry {
    /// What is typed.
    pub name: &'static str,
    /// A shorter form.
    pub short: Option<&'static str>,
    /// The argument as help writes it.
    pub usage: &'static str,
    /// What the argument is.
    pub argument: Argument,
    /// What it does.
    pub description: &'static str,
    build: Build,
}

/// How a command is made of its argument.
#[derive(Debug, Clone, Copy)]
enum Build {
    Plain(fn() -> Command),
    Optional(fn(Option<String>) -> Command),
    Required(fn(String) -> Command),
    Number(fn(usize) -> Command),
}

/// What was typed is no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is no such command.
    #[error("there is no command {0}; hint: tab shows them all")]
    Unknown(String),
    /// The argument is missing or of the wrong kind.
    #[error("write it as :{0}")]
    Usage(String),
}

const fn entry(
    name: &'static str,
    short: Option<&'static str>,
    usage: &'static str,
    argument: Argument,
    build: Build,
    description: &'static str,
) -> Entry {
    Entry {
        name,
        short,
        usage,
        argument,
        description,
        build,
    }
}

/// Every command, by name; a name of two words stands before the first word of any other.
pub static COMMANDS: [Entry; 20] = [
    entry(
        "apps",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Apps),
        "show the list of apps",
    ),
    entry(
        "delete",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Delete),
        "delete the app; asks first",
    ),
    entry(
        "deploy",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Deploy),
        "deploy what is on screen",
    ),
    entry(
        "file add",
        None,
        "PATH",
        Argument::Text,
        Build::Required(Command::FileAdd),
        "add a file",
    ),
    entry(
        "file delete",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::FileDelete),
        "delete the shown file",
    ),
    entry(
        "file rename",
        None,
        "PATH",
        Argument::File,
        Build::Required(Command::FileRename),
        "rename the shown file",
    ),
    entry(
        "find",
        None,
        "TEXT",
        Argument::Text,
        Build::Required(Command::Find),
        "search the code",
    ),
    entry(
        "goto",
        None,
        "LINE",
        Argument::Text,
        Build::Number(Command::GoTo),
        "go to a line",
    ),
    entry(
        "help",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Help),
        "show the keys of this screen",
    ),
    entry(
        "logs",
        None,
        "[NAME]",
        Argument::App,
        Build::Optional(Command::Logs),
        "go to the log",
    ),
    entry(
        "mouse",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Mouse),
        "turn the mouse on or off",
    ),
    entry(
        "new",
        None,
        "TEMPLATE",
        Argument::Template,
        Build::Required(Command::New),
        "new app from a template",
    ),
    entry(
        "open",
        Some("o"),
        "NAME",
        Argument::App,
        Build::Required(Command::Open),
        "open an app",
    ),
    entry(
        "quit",
        Some("q"),
        "",
        Argument::None,
        Build::Plain(|| Command::Quit),
        "leave; from the list, quit",
    ),
    entry(
        "rename",
        None,
        "NAME",
        Argument::Text,
        Build::Required(Command::Rename),
        "give the app another name",
    ),
    entry(
        "signout",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::SignOut),
        "sign in as somebody else",
    ),
    entry(
        "templates",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::Templates),
        "show the templates",
    ),
    entry(
        "theme",
        None,
        "[NAME]",
        Argument::Theme,
        Build::Optional(Command::Theme),
        "use a theme, or choose one",
    ),
    entry(
        "wq",
        None,
        "",
        Argument::None,
        Build::Plain(|| Command::WriteQuit),
        "save the draft and leave",
    ),
    entry(
        "write",
        Some("w"),
        "",
        Argument::None,
        Build::Plain(|| Command::Write),
        "save the draft",
    ),
];

/// The command in a line, and a bare number as a line to go to.
pub fn parse(line: &str) -> Result<Command, CommandError> {
    let line = line.trim().trim_start_matches(':').trim_start();
    if let Ok(number) = line.parse() {
        return Ok(Command::GoTo(number));
    }
    let (entry, argument) = find(line).ok_or_else(|| {
        CommandError::Unknown(line.split_whitespace().next().unwrap_or_default().to_owned())
    })?;
    build(entry, argument)
}

/// The row a line is about, and what follows its name.
fn find(line: &str) -> Option<(&'static Entry, &str)> {
    COMMANDS.iter().find_map(|entry| {
        let names = std::iter::once(entry.name).chain(entry.short);
        names.filter_map(|name| line.strip_prefix(name)).find_map(|rest| {
            (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (entry, rest.trim()))
        })
    })
}

fn build(entry: &Entry, argument: &str) -> Result<Command, CommandError> {
    let usage = || CommandError::Usage(format!("{} {}", entry.name, entry.usage).trim_end().to_owned());
    let given = Some(argument.to_owned()).filter(|argument| !argument.is_empty());
    match (entry.build, given) {
        (Build::Plain(make), None) => Ok(make()),
        (Build::Optional(make), argument) => Ok(make(argument)),
        (Build::Required(make), Some(argument)) => Ok(make(argument)),
        (Build::Number(make), Some(argument)) => argument.parse().map(make).map_err(|_| usage()),
        _ => Err(usage()),
    }
}

#[cfg(test)]
mod tests;
