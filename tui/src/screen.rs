//! The screens: one file each. They read the model and draw; they cannot change it.

pub mod apps;
pub mod command_line;
pub mod dialog;
pub mod gallery;
pub mod help;
pub mod prompt;
pub mod reader;
pub mod sign_in;
pub mod status;
pub mod themes;
pub mod too_small;
pub mod widgets;
pub mod workspace;
