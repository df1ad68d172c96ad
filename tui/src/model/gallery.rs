//! The starter apps.

use fp_contract::template::Template;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::editor::Editor;
use crate::editor::language::Language;
use crate::input::LineInput;

/// The starter apps, the search in them, and the preview.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    /// The templates as the server orders them.
    pub templates: Vec<Template>,
    /// Whether the server has said which there are.
    pub loaded: bool,
    /// Why they could not be fetched.
    pub trouble: Option<String>,
    /// What is searched for in names, descriptions and tags.
    pub filter: LineInput,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// The selected row among those the filter lets through.
    pub selected: usize,
    /// The file of the selected template that is shown.
    pub file: usize,
    /// The shown file.
    pub preview: Option<Box<Editor>>,
    /// Whether an app is being created.
    pub creating: bool,
}

impl Gallery {
    /// The templates the filter lets through, best match first.
    pub fn visible(&self) -> Vec<&Template> {
        let wanted = self.filter.text().trim();
        if wanted.is_empty() {
            return self.templates.iter().collect();
        }
        let pattern = Pattern::parse(wanted, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut scored: Vec<_> = self
            .templates
            .iter()
            .filter_map(|template| Some((score(&pattern, &mut matcher, template)?, template)))
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, template)| template).collect()
    }

    /// The selected template.
    pub fn current(&self) -> Option<&Template> {
        self.visible().get(self.selected).copied()
    }

    /// The paths of the selected template's files, the entrypoint first.
    pub fn paths(&self) -> Vec<String> {
        let Some(template) = self.current() else {
            return Vec::new();
        };
        let entrypoint = template.entrypoint_or_default();
        let mut paths: Vec<_> = template.all_files().into_keys().collect();
        paths.sort_by_key(|path| path != entrypoint);
        paths
    }

    /// Selects a row; one past the end counts as the last.
    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.visible().len().saturating_sub(1));
        self.file = 0;
        self.show();
    }

    /// Shows another file of the selected template, going round.
    pub fn show_file(&mut self, step: isize) {
        let count = self.paths().len();
        if count > 0 {
            self.file = (self.file + count).saturating_add_signed(step) % count;
            self.show();
        }
    }

    fn show(&mut self) {
        let shown = self.paths().get(self.file).and_then(|path| {
            let text = self.current()?.all_files().remove(path)?;
            Some(Box::new(Editor::new(&text, Language::of_path(path))))
        });
        self.preview = shown;
    }
}

/// The name counts most, then the tags, then the description.
fn score(pattern: &Pattern, matcher: &mut Matcher, template: &Template) -> Option<u32> {
    let mut buffer = Vec::new();
    let tags = template.tags.join(" ");
    let parts = [
        (template.name.as_str(), 4),
        (tags.as_str(), 2),
        (template.description.as_str(), 1),
    ];
    parts
        .into_iter()
        .filter_map(|(text, weight)| {
            let score = pattern.score(Utf32Str::new(text, &mut buffer), matcher)?;
            Some(score * weight)
        })
        .max()
}
