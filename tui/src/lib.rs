//! The fp workstation: a terminal in which small Python web apps are written, deployed and watched.
//!
//! Reading order: [`model`] (all state), [`message`] (what happens), [`update`] (how state changes), [`view`] and
//! [`screen`] (how it is drawn), [`effect`] and [`runtime`] (what is done about it), [`client`] (the server). `update`
//! does no I/O, `view` cannot change anything, and only `runtime` does either.

pub mod cli;
pub mod client;
pub mod clock;
pub mod command;
pub mod config;
pub mod editor;
pub mod effect;
pub mod input;
pub mod journal;
pub mod keymap;
pub mod local;
pub mod message;
pub mod model;
pub mod paths;
pub mod preferences;
pub mod project;
pub mod runtime;
pub mod sanitise;
pub mod screen;
pub mod theme;
pub mod update;
pub mod view;
