//! The table of rules: one code, one rule, one text that explains it.

pub(crate) mod calls;
pub(crate) mod code;
pub(crate) mod entry;
pub(crate) mod framework;
pub(crate) mod imports;
pub(crate) mod project;
pub(crate) mod secrets;
pub(crate) mod syntax;

use serde::Serialize;

pub use code::RuleCode;

use crate::diagnostic::Severity;

/// A rule and the text that explains it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its stable code.
    pub code: RuleCode,
    /// Its name in lower case with dashes.
    pub name: &'static str,
    /// How much its findings weigh.
    pub severity: Severity,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Why it matters, and what to do instead: Markdown.
    pub text: &'static str,
}

/// All rules by code. Codes are stable: a rule that goes leaves a gap.
static RULES: &[Rule] = &[
    syntax::syntax_error::RULE,
    syntax::invalid_encoding::RULE,
    syntax::nul_byte::RULE,
    syntax::too_deep::RULE,
    syntax::unsupported_syntax::RULE,
    syntax::invalid_context::RULE,
    syntax::legacy_encoding::RULE,
    syntax::long_integer::RULE,
    syntax::not_checked::RULE,
    entry::no_app::RULE,
    entry::not_an_app::RULE,
    entry::factory_arguments::RULE,
    imports::not_installed::RULE,
    imports::not_allowed::RULE,
    imports::shadowed_module::RULE,
    imports::missing_name::RULE,
    imports::relative_at_root::RULE,
    imports::circular::RULE,
    imports::star_import::RULE,
    imports::optional_missing::RULE,
    imports::risky_module::RULE,
    calls::code_from_text::RULE,
    calls::starts_process::RULE,
    calls::reads_terminal::RULE,
    calls::local_files::RULE,
    calls::introspection::RULE,
    calls::computed_name::RULE,
    calls::dynamic_import::RULE,
    calls::borrowed_module::RULE,
    calls::environment_dump::RULE,
    calls::platform_address::RULE,
    calls::format_field::RULE,
    calls::template_text::RULE,
    calls::interpreter_hook::RULE,
    calls::endless_loop::RULE,
    calls::large_constant::RULE,
    calls::confusable_name::RULE,
    calls::implicit_call::RULE,
    calls::slow_pattern::RULE,
    calls::outside_address::RULE,
    calls::child_process::RULE,
    calls::code_from_data::RULE,
    project::too_many_files::RULE,
    project::file_too_large::RULE,
    project::project_too_large::RULE,
    project::entrypoint_missing::RULE,
    project::entrypoint_not_python::RULE,
    project::invalid_path::RULE,
    project::clashing_paths::RULE,
    project::file_type::RULE,
    project::confusable_path::RULE,
    secrets::secret_in_code::RULE,
    framework::duplicate_route::RULE,
    framework::blocking_call::RULE,
    framework::mutable_default::RULE,
    framework::missing_await::RULE,
    framework::path_parameter::RULE,
    framework::server_on_import::RULE,
    framework::many_routes::RULE,
];

/// All rules, ordered by code.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// The rule behind a code (`FP201`, in any case) or a name; `None` for anything else.
pub fn explain(code: &str) -> Option<&'static Rule> {
    rules()
        .iter()
        .find(|rule| rule.code.as_str().eq_ignore_ascii_case(code) || rule.name == code)
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn codes_rise_and_names_differ() {
        assert!(rules().windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<_> = rules().iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), rules().len());
    }
}
