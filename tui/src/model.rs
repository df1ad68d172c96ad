//! All state of the workstation. Only [`crate::update`] changes it; [`crate::view`] reads it.

pub mod apps;
pub mod dialog;
pub mod gallery;
pub mod log;
pub mod sign_in;
pub mod workspace;

use std::sync::Arc;

use fp_checker::Policy;
use fp_contract::Timestamp;
use fp_contract::template::FirstEdit;
use fp_contract::user::User;

use crate::command::CommandLine;
use crate::input::LineInput;
use crate::theme::Theme;
use apps::Apps;
use dialog::Dialog;
use gallery::Gallery;
use sign_in::SignIn;
use workspace::{Focus, Workspace};

/// Fewest columns every screen fits in.
pub const MIN_WIDTH: u16 = 80;
/// Fewest rows every screen fits in.
pub const MIN_HEIGHT: u16 = 24;

/// The screens. Overlays are drawn over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// The list of apps: home.
    #[default]
    Apps,
    /// The starter apps.
    Gallery,
    /// One app's code, log and deployments.
    Workspace,
    /// Name and password.
    SignIn,
}

/// What is drawn over a screen and takes the keys.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The keys of the present context; rows scrolled off the top.
    Help(u16),
    /// The `:` line.
    Command(CommandLine),
    /// The choice of a theme.
    Themes(ThemePicker),
    /// A question.
    Dialog(Dialog),
    /// A text to be typed.
    Prompt(Prompt),
    /// Text to read, such as a difference or a traceback.
    Reader(Reader),
}

/// The choice of a theme; moving shows it at once.
#[derive(Debug, Clone)]
pub struct ThemePicker {
    /// The row.
    pub selected: usize,
    /// The theme to go back to.
    pub before: Arc<Theme>,
}

/// A text to be typed, and what it is for.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is asked.
    pub title: String,
    /// What has been typed.
    pub input: LineInput,
    /// What happens with it.
    pub purpose: Purpose,
}

/// What happens with the text of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Search the code for it.
    Find,
    /// Replace every match of the search.
    ReplaceAll,
    /// Go to that line.
    GoToLine,
    /// Add a file of that path.
    AddFile,
    /// Give the shown file that path.
    RenameFile,
    /// Give the app that name.
    RenameApp(String),
}

/// Lines to read.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// What it is.
    pub title: String,
    /// The lines, fit for the terminal; the first character of a difference is `+`, `-` or a blank.
    pub lines: Vec<String>,
    /// Rows scrolled off the top.
    pub scroll: usize,
    /// A question to go back to.
    pub back_to: Option<Box<Dialog>>,
}

/// Whether the server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    /// Not tried yet, or under way for the first time.
    #[default]
    Connecting,
    /// Connected.
    Online,
    /// Lost, and being tried again.
    Lost {
        /// Why, in words.
        reason: String,
    },
}

/// A sentence in the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// How it is drawn.
    pub tone: Tone,
    /// Which notice it is, so that an old timer does not end a new one.
    pub number: u64,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something to know.
    Neutral,
    /// Something failed.
    Bad,
}

/// Where to go in an app that is being opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AfterOpen {
    /// The pane that gets the focus.
    pub focus: Focus,
    /// The words to select.
    pub first_edit: Option<FirstEdit>,
    /// The file and the line, from 1, to go to.
    pub line: Option<(String, usize)>,
}

/// All state.
#[derive(Debug, Clone)]
pub struct Model {
    /// What is shown.
    pub screen: Screen,
    /// What is drawn over it.
    pub overlay: Option<Overlay>,
    /// The list of apps.
    pub apps: Apps,
    /// The starter apps.
    pub gallery: Gallery,
    /// The app being edited.
    pub workspace: Option<Box<Workspace>>,
    /// Name and password being typed.
    pub sign_in: SignIn,
    /// Whether the server is reached.
    pub connection: Connection,
    /// The server's process, from its snapshot; another one means that it was restarted.
    pub server_instance: Option<String>,
    /// The server's address.
    pub server: String,
    /// Who is signed in.
    pub user: Option<User>,
    /// By what is checked: the default until the server has said its own.
    pub policy: Arc<Policy>,
    /// The colours.
    pub theme: Arc<Theme>,
    /// A sentence in the status line.
    pub notice: Option<Notice>,
    /// How many notices there have been.
    pub notices: u64,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Milliseconds since the start; set before every update.
    pub now_ms: u64,
    /// The time of day; set before every update.
    pub wall: Timestamp,
    /// Whether the mouse is ours; the terminal's own selection works when it is not.
    pub mouse: bool,
    /// What was copied last; pasted by `ctrl-v`.
    pub clipboard: String,
    /// The app being fetched to be edited, and where to go in it.
    pub opening: Option<(String, AfterOpen)>,
    /// Typed while an app is on its way; meant for it.
    pub typed_ahead: Vec<Typed>,
    /// The app to open once the list of apps is known.
    pub open_first: Option<String>,
    /// Whether a portion of highlighting is due.
    pub highlighting: bool,
    /// Whether the program is about to end.
    pub quitting: bool,
}

/// What somebody typed.
#[derive(Clone, Debug)]
pub enum Typed {
    /// A key.
    Key(crossterm::event::KeyEvent),
    /// A paste.
    Paste(String),
}

impl Model {
    /// The state at the start: nothing is known yet.
    pub fn new(server: String, theme: Arc<Theme>, size: (u16, u16)) -> Self {
        Self {
            screen: Screen::default(),
            overlay: None,
            apps: Apps::default(),
            gallery: Gallery::default(),
            workspace: None,
            sign_in: SignIn::default(),
            connection: Connection::default(),
            server_instance: None,
            server,
            user: None,
            theme,
            policy: Arc::default(),
            notice: None,
            notices: 0,
            size,
            now_ms: 0,
            wall: Timestamp::from_microseconds(0),
            mouse: true,
            clipboard: String::new(),
            opening: None,
            typed_ahead: Vec::new(),
            open_first: None,
            highlighting: false,
            quitting: false,
        }
    }

    /// Whether the terminal is too small for the screens.
    pub fn is_too_small(&self) -> bool {
        self.size.0 < MIN_WIDTH || self.size.1 < MIN_HEIGHT
    }
}
