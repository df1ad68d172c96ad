//! The languages files are written in, told by their names.

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Python.
    Python,
    /// HTML.
    Html,
    /// CSS.
    Css,
    /// JavaScript.
    JavaScript,
    /// JSON.
    Json,
    /// XML, SVG included.
    Xml,
    /// Anything else.
    #[default]
    PlainText,
}

impl Language {
    /// The language of a file with that path, by its extension.
    pub fn of_path(path: &str) -> Self {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "py" | "pyi" => Self::Python,
            "html" | "htm" | "jinja" | "j2" => Self::Html,
            "css" => Self::Css,
            "js" | "mjs" | "cjs" => Self::JavaScript,
            "json" => Self::Json,
            "svg" | "xml" => Self::Xml,
            _ => Self::PlainText,
        }
    }

    /// The marks before and after a commented line; the second is empty where comments end with the line.
    pub(crate) fn comment_marks(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Python => Some(("#", "")),
            Self::JavaScript => Some(("//", "")),
            Self::Css => Some(("/*", "*/")),
            Self::Html | Self::Xml => Some(("<!--", "-->")),
            Self::Json | Self::PlainText => None,
        }
    }

    /// The extension under which the syntax set knows the language.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Html => "html",
            Self::Css => "css",
            Self::JavaScript => "js",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::PlainText => "txt",
        }
    }
}
