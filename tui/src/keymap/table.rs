//! The table itself.
//!
//! Chosen so that every important key survives a plain terminal, tmux and the key row of a phone: a control or an alt
//! key stands beside each function key.

use super::{Action, Binding, Context};
use crate::editor::command::{EditorCommand, Motion};

/// All groups, in the order help shows them.
pub(super) static TABLE: [&[Binding]; 13] = [
    GLOBAL,
    LIST,
    APPS,
    GALLERY,
    WORKSPACE,
    CODE,
    FILES,
    DIAGNOSTICS,
    LOG,
    SIGN_IN,
    INPUT,
    DIALOG,
    READER,
];

const fn bind(
    context: Context,
    keys: &'static [&'static str],
    action: Action,
    description: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        action,
        description,
    }
}

const fn edit(keys: &'static [&'static str], command: EditorCommand, description: &'static str) -> Binding {
    bind(Context::Code, keys, Action::Edit(command), description)
}

static GLOBAL: &[Binding] = &[
    bind(
        Context::Global,
        &["f1", "alt-h"],
        Action::Help,
        "show the keys of this screen",
    ),
    bind(
        Context::Global,
        &["f2", "alt-x"],
        Action::Command,
        "open the command line",
    ),
    bind(
        Context::Global,
        &["ctrl-q"],
        Action::Quit,
        "quit; asks when something is not saved",
    ),
    bind(Context::Global, &["esc"], Action::Back, "go one level up"),
    bind(
        Context::Global,
        &["f10", "alt-m"],
        Action::ToggleMouse,
        "give the mouse to the terminal, or take it back",
    ),
    bind(Context::Global, &["alt-t"], Action::Themes, "choose a theme"),
    bind(
        Context::Global,
        &["alt-r"],
        Action::Redraw,
        "draw the screen anew",
    ),
];

static LIST: &[Binding] = &[
    bind(
        Context::List,
        &["?"],
        Action::Help,
        "show the keys of this screen",
    ),
    bind(Context::List, &[":"], Action::Command, "open the command line"),
    bind(Context::List, &["up", "k"], Action::Rows(-1), "one row up"),
    bind(Context::List, &["down", "j"], Action::Rows(1), "one row down"),
    bind(Context::List, &["pageup"], Action::Pages(-1), "one page up"),
    bind(Context::List, &["pagedown"], Action::Pages(1), "one page down"),
    bind(Context::List, &["home", "g"], Action::First, "to the first row"),
    bind(Context::List, &["end", "G"], Action::Last, "to the last row"),
    bind(Context::List, &["enter"], Action::Choose, "open what is selected"),
    bind(Context::List, &["/"], Action::Filter, "filter; esc clears it"),
    bind(
        Context::List,
        &["ctrl-c"],
        Action::Quit,
        "quit; asks when something is not saved",
    ),
    bind(
        Context::List,
        &["ctrl-z"],
        Action::Suspend,
        "stop as a shell job; `fg` continues",
    ),
];

static APPS: &[Binding] = &[
    bind(
        Context::Apps,
        &["n", "t"],
        Action::Templates,
        "new app from a template",
    ),
    bind(Context::Apps, &["l"], Action::OpenLog, "open the log"),
    bind(
        Context::Apps,
        &["o"],
        Action::CopyAddress,
        "copy the app's address",
    ),
    bind(
        Context::Apps,
        &["R"],
        Action::Retry,
        "deploy the saved draft again",
    ),
    bind(Context::Apps, &["r"], Action::RenameApp, "rename the app"),
    bind(
        Context::Apps,
        &["d"],
        Action::DeleteApp,
        "delete the app; asks first",
    ),
    bind(Context::Apps, &["q"], Action::Quit, "quit"),
];

static GALLERY: &[Binding] = &[
    bind(
        Context::Gallery,
        &["D"],
        Action::CreateAndDeploy,
        "create the app and deploy it at once",
    ),
    bind(
        Context::Gallery,
        &["tab", "right"],
        Action::PreviewFile(1),
        "next file of the template",
    ),
    bind(
        Context::Gallery,
        &["backtab", "left"],
        Action::PreviewFile(-1),
        "file before",
    ),
    bind(
        Context::Gallery,
        &["ctrl-d", "J"],
        Action::PreviewRows(10),
        "scroll the preview down",
    ),
    bind(
        Context::Gallery,
        &["ctrl-u", "K"],
        Action::PreviewRows(-10),
        "scroll the preview up",
    ),
    bind(Context::Gallery, &["q"], Action::Back, "back to the apps"),
];

static WORKSPACE: &[Binding] = &[
    bind(
        Context::Workspace,
        &["ctrl-s"],
        Action::Save,
        "save the draft on the server",
    ),
    bind(
        Context::Workspace,
        &["ctrl-d", "f5"],
        Action::Deploy,
        "deploy what is on screen",
    ),
    bind(
        Context::Workspace,
        &["ctrl-o"],
        Action::SwitchFile(1),
        "next file",
    ),
    bind(
        Context::Workspace,
        &["ctrl-p"],
        Action::SwitchFile(-1),
        "file before",
    ),
    bind(
        Context::Workspace,
        &["ctrl-l"],
        Action::FocusLog,
        "into the log, and back",
    ),
    bind(Context::Workspace, &["f6"], Action::NextPane(true), "next pane"),
    bind(
        Context::Workspace,
        &["f4", "ctrl-b"],
        Action::FocusFiles,
        "into the file list, and back",
    ),
    bind(
        Context::Workspace,
        &["f7", "alt-l"],
        Action::FocusDiagnostics,
        "into the diagnostics, and back",
    ),
    bind(
        Context::Workspace,
        &["f8", "ctrl-n", "alt-."],
        Action::NextDiagnostic,
        "next diagnostic",
    ),
    bind(
        Context::Workspace,
        &["shift-f8", "alt-,"],
        Action::PreviousDiagnostic,
        "diagnostic before",
    ),
    bind(
        Context::Workspace,
        &["alt-enter", "f12", "alt-q"],
        Action::ApplyFix,
        "apply the fix offered for this line",
    ),
    bind(
        Context::Workspace,
        &["f9", "alt-e"],
        Action::GoToFailure,
        "open the line a failed deployment points to",
    ),
    bind(
        Context::Workspace,
        &["alt-w"],
        Action::ReadFailure,
        "read why the deployment failed",
    ),
    bind(
        Context::Workspace,
        &["alt-o"],
        Action::CopyAddress,
        "copy the app's address",
    ),
    bind(Context::Workspace, &["alt-u"], Action::ResizeLog(1), "taller log"),
    bind(Context::Workspace, &["alt-j"], Action::ResizeLog(-1), "lower log"),
];

static CODE: &[Binding] = &[
    edit(&["left"], EditorCommand::Move(Motion::Left), "one character left"),
    edit(
        &["right"],
        EditorCommand::Move(Motion::Right),
        "one character right",
    ),
    edit(&["up"], EditorCommand::Move(Motion::Up), "one line up"),
    edit(&["down"], EditorCommand::Move(Motion::Down), "one line down"),
    edit(
        &["ctrl-left", "alt-b"],
        EditorCommand::Move(Motion::WordLeft),
        "one word left",
    ),
    edit(
        &["ctrl-right", "alt-f"],
        EditorCommand::Move(Motion::WordRight),
        "one word right",
    ),
    edit(
        &["home"],
        EditorCommand::Move(Motion::LineStart),
        "start of the line",
    ),
    edit(
        &["end", "ctrl-e"],
        EditorCommand::Move(Motion::LineEnd),
        "end of the line",
    ),
    edit(
        &["ctrl-home"],
        EditorCommand::Move(Motion::BufferStart),
        "start of the file",
    ),
    edit(
        &["ctrl-end"],
        EditorCommand::Move(Motion::BufferEnd),
        "end of the file",
    ),
    edit(
        &["alt-]"],
        EditorCommand::Move(Motion::MatchingBracket),
        "matching bracket",
    ),
    bind(
        Context::Code,
        &["pageup"],
        Action::EditPages {
            down: false,
            select: false,
        },
        "one page up",
    ),
    bind(
        Context::Code,
        &["pagedown"],
        Action::EditPages {
            down: true,
            select: false,
        },
        "one page down",
    ),
    edit(
        &["shift-left"],
        EditorCommand::Select(Motion::Left),
        "select left",
    ),
    edit(
        &["shift-right"],
        EditorCommand::Select(Motion::Right),
        "select right",
    ),
    edit(&["shift-up"], EditorCommand::Select(Motion::Up), "select up"),
    edit(
        &["shift-down"],
        EditorCommand::Select(Motion::Down),
        "select down",
    ),
    edit(
        &["ctrl-shift-left"],
        EditorCommand::Select(Motion::WordLeft),
        "select a word left",
    ),
    edit(
        &["ctrl-shift-right"],
        EditorCommand::Select(Motion::WordRight),
        "select a word right",
    ),
    edit(
        &["shift-home"],
        EditorCommand::Select(Motion::LineStart),
        "select to the start of the line",
    ),
    edit(
        &["shift-end"],
        EditorCommand::Select(Motion::LineEnd),
        "select to the end of the line",
    ),
    edit(
        &["ctrl-shift-home"],
        EditorCommand::Select(Motion::BufferStart),
        "select to the start of the file",
    ),
    edit(
        &["ctrl-shift-end"],
        EditorCommand::Select(Motion::BufferEnd),
        "select to the end of the file",
    ),
    bind(
        Context::Code,
        &["shift-pageup"],
        Action::EditPages {
            down: false,
            select: true,
        },
        "select a page up",
    ),
    bind(
        Context::Code,
        &["shift-pagedown"],
        Action::EditPages {
            down: true,
            select: true,
        },
        "select a page down",
    ),
    edit(&["ctrl-a"], EditorCommand::SelectAll, "select everything"),
    edit(&["alt-s"], EditorCommand::SelectLine, "select the line"),
    edit(&["alt-a"], EditorCommand::SelectWord, "select the word"),
    edit(&["enter"], EditorCommand::Newline, "new line, indented"),
    edit(
        &["backspace", "ctrl-h"],
        EditorCommand::Backspace,
        "delete to the left",
    ),
    edit(&["delete"], EditorCommand::Delete, "delete to the right"),
    edit(
        &["ctrl-w", "alt-backspace"],
        EditorCommand::DeleteWordLeft,
        "delete the word to the left",
    ),
    edit(
        &["alt-d", "ctrl-delete"],
        EditorCommand::DeleteWordRight,
        "delete the word to the right",
    ),
    edit(
        &["alt-k"],
        EditorCommand::DeleteToLineEnd,
        "delete to the end of the line",
    ),
    edit(&["ctrl-k"], EditorCommand::DeleteLine, "delete the line"),
    edit(&["tab"], EditorCommand::Indent, "indent"),
    edit(&["backtab"], EditorCommand::Dedent, "take one indent away"),
    edit(
        &["ctrl-/", "ctrl-7", "alt-/"],
        EditorCommand::ToggleComment,
        "comment the lines, or uncomment them",
    ),
    edit(&["alt-c"], EditorCommand::DuplicateLine, "duplicate the line"),
    edit(&["alt-up"], EditorCommand::MoveLineUp, "move the line up"),
    edit(&["alt-down"], EditorCommand::MoveLineDown, "move the line down"),
    edit(&["ctrl-z"], EditorCommand::Undo, "undo"),
    edit(&["ctrl-y", "alt-z"], EditorCommand::Redo, "redo"),
    edit(&["ctrl-c"], EditorCommand::Copy, "copy"),
    edit(&["ctrl-x"], EditorCommand::Cut, "cut"),
    bind(
        Context::Code,
        &["ctrl-v"],
        Action::PasteClipboard,
        "paste what was copied here",
    ),
    bind(Context::Code, &["ctrl-f"], Action::Find, "find"),
    edit(&["f3", "ctrl-g"], EditorCommand::FindNext, "next match"),
    edit(
        &["shift-f3", "alt-g"],
        EditorCommand::FindPrevious,
        "match before",
    ),
    bind(
        Context::Code,
        &["ctrl-r"],
        Action::ReplaceAll,
        "replace every match",
    ),
    bind(Context::Code, &["ctrl-t"], Action::GoToLine, "go to a line"),
];

static FILES: &[Binding] = &[
    bind(Context::Files, &["a"], Action::AddFile, "add a file"),
    bind(Context::Files, &["r"], Action::RenameFile, "rename the file"),
    bind(
        Context::Files,
        &["d"],
        Action::DeleteFile,
        "delete the file; asks first",
    ),
    bind(Context::Files, &["tab"], Action::NextPane(true), "next pane"),
];

static DIAGNOSTICS: &[Binding] = &[bind(
    Context::Diagnostics,
    &["tab"],
    Action::NextPane(true),
    "next pane",
)];

static LOG: &[Binding] = &[
    bind(
        Context::Log,
        &["p", "space", "f"],
        Action::ToggleFollow,
        "pause, or follow again",
    ),
    bind(Context::Log, &["+", "="], Action::ResizeLog(1), "taller"),
    bind(Context::Log, &["minus"], Action::ResizeLog(-1), "lower"),
    bind(
        Context::Log,
        &["z"],
        Action::ZoomLog,
        "the whole screen, and back",
    ),
    bind(Context::Log, &["c"], Action::ClearLog, "forget the lines shown"),
    bind(Context::Log, &["tab"], Action::NextPane(true), "next pane"),
];

static SIGN_IN: &[Binding] = &[
    bind(
        Context::SignIn,
        &["enter"],
        Action::Accept,
        "next field, or sign in",
    ),
    bind(Context::SignIn, &["tab", "down"], Action::Next, "next field"),
    bind(
        Context::SignIn,
        &["backtab", "up"],
        Action::Previous,
        "field before",
    ),
    bind(
        Context::SignIn,
        &["ctrl-n"],
        Action::ToggleSignUp,
        "create an account, or sign in",
    ),
    bind(
        Context::SignIn,
        &["esc", "ctrl-c", "ctrl-q"],
        Action::Quit,
        "quit; edits stay in the journal",
    ),
    bind(Context::SignIn, &["f1"], Action::Help, "show these keys"),
];

static INPUT: &[Binding] = &[
    bind(Context::Input, &["enter"], Action::Accept, "take it"),
    bind(
        Context::Input,
        &["esc", "ctrl-c"],
        Action::Cancel,
        "leave without it",
    ),
    bind(
        Context::Input,
        &["tab"],
        Action::Next,
        "complete, or next completion",
    ),
    bind(
        Context::Input,
        &["backtab"],
        Action::Previous,
        "completion before",
    ),
    bind(
        Context::Input,
        &["up"],
        Action::Older,
        "row above, or older entry",
    ),
    bind(
        Context::Input,
        &["down"],
        Action::Newer,
        "row below, or newer entry",
    ),
];

static DIALOG: &[Binding] = &[
    bind(
        Context::Dialog,
        &["enter"],
        Action::Accept,
        "give the marked answer",
    ),
    bind(
        Context::Dialog,
        &["right", "down", "tab", "j"],
        Action::Rows(1),
        "next answer",
    ),
    bind(
        Context::Dialog,
        &["left", "up", "backtab", "k"],
        Action::Rows(-1),
        "answer before",
    ),
    bind(
        Context::Dialog,
        &["esc", "ctrl-c"],
        Action::Cancel,
        "back without an answer",
    ),
];

static READER: &[Binding] = &[
    bind(Context::Reader, &["up", "k"], Action::Rows(-1), "one row up"),
    bind(Context::Reader, &["down", "j"], Action::Rows(1), "one row down"),
    bind(Context::Reader, &["pageup"], Action::Pages(-1), "one page up"),
    bind(
        Context::Reader,
        &["pagedown", "space"],
        Action::Pages(1),
        "one page down",
    ),
    bind(Context::Reader, &["home", "g"], Action::First, "to the top"),
    bind(Context::Reader, &["end", "G"], Action::Last, "to the end"),
    bind(
        Context::Reader,
        &["esc", "q", "?", "f1", "enter", "ctrl-c"],
        Action::Cancel,
        "close",
    ),
];
