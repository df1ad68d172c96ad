//! Everything a key can ask for.

use crate::editor::command::EditorCommand;

/// Something a key, a click or a command asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Show the keys of the present context.
    Help,
    /// Open the command line.
    Command,
    /// End the program.
    Quit,
    /// Go one level up.
    Back,
    /// Give the mouse to the terminal, or take it.
    ToggleMouse,
    /// Stop as a shell job.
    Suspend,
    /// Choose a theme.
    Themes,
    /// Draw everything anew.
    Redraw,

    /// Go some rows down, or up when negative.
    Rows(isize),
    /// Go some pages down, or up when negative.
    Pages(isize),
    /// Go to the first row.
    First,
    /// Go to the last row.
    Last,
    /// Do what the selected row is for.
    Choose,
    /// Type a filter.
    Filter,

    /// Start from a template.
    Templates,
    /// Delete the selected app, after a question.
    DeleteApp,
    /// Open the selected app with the focus in its log.
    OpenLog,
    /// Copy the address of the app.
    CopyAddress,
    /// Deploy what the server has once more.
    Retry,
    /// Give the app another name.
    RenameApp,

    /// Create the app and deploy it at once.
    CreateAndDeploy,
    /// Show the next file of the template, or the one before when negative.
    PreviewFile(isize),
    /// Scroll the preview by some rows.
    PreviewRows(isize),

    /// Save the draft.
    Save,
    /// Deploy what is on screen.
    Deploy,
    /// Go to the next diagnostic.
    NextDiagnostic,
    /// Go to the diagnostic before.
    PreviousDiagnostic,
    /// Apply the fix offered for the cursor's line.
    ApplyFix,
    /// Open the file and line a failed deployment points to.
    GoToFailure,
    /// Read why the deployment failed.
    ReadFailure,
    /// Show the next file, or the one before when negative.
    SwitchFile(isize),
    /// Move the focus to the next pane, or the one before.
    NextPane(bool),
    /// Move the focus to the log, or back to the code.
    FocusLog,
    /// Move the focus to the list of files, or back to the code.
    FocusFiles,
    /// Move the focus to the list of diagnostics, or back to the code.
    FocusDiagnostics,
    /// Add a file.
    AddFile,
    /// Delete the shown file.
    DeleteFile,
    /// Give the shown file another path.
    RenameFile,

    /// Edit the code.
    Edit(EditorCommand),
    /// Move the cursor some pages, selecting or not.
    EditPages {
        /// Down, or up.
        down: bool,
        /// Whether the selection grows.
        select: bool,
    },
    /// Put the clipboard in.
    PasteClipboard,
    /// Search the code.
    Find,
    /// Replace every match of the search.
    ReplaceAll,
    /// Go to a line.
    GoToLine,

    /// Pause the log, or follow it again.
    ToggleFollow,
    /// Make the log pane taller, or lower.
    ResizeLog(i16),
    /// Give the log all rows, or its own again.
    ZoomLog,
    /// Forget the lines shown.
    ClearLog,

    /// Take what was typed or chosen.
    Accept,
    /// Leave without it.
    Cancel,
    /// Complete what was typed, or go to the next field.
    Next,
    /// Go to the field or completion before.
    Previous,
    /// Go back to an older entry.
    Older,
    /// Go on to a newer entry.
    Newer,
    /// Sign in, or create an account instead.
    ToggleSignUp,
}
