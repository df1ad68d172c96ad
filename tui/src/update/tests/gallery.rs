use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::template::{Complexity, FirstEdit, Template};

use super::drive::{APP, app, detail, online, press, send, text, type_text};
use crate::effect::Effect;
use crate::message::{Message, Opened};
use crate::model::{Model, Screen};

const CODE: &str = "name = \"world\"\napp = 1\n";

fn template(name: &str, tags: &[&str]) -> Template {
    Template {
        id: name.to_lowercase(),
        name: name.to_owned(),
        description: format!("{name} in a few lines."),
        code: Some(CODE.to_owned()),
        mode: Mode::Single,
        framework: Some(Framework::Fastapi),
        entrypoint: None,
        files: None,
        complexity: Complexity::Simple,
        is_global: true,
        created_at: Timestamp::from_microseconds(0),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        user_id: None,
        requires_database: false,
        is_hidden: false,
        first_edit: Some(FirstEdit {
            file: "app.py".to_owned(),
            find: "world".to_owned(),
        }),
    }
}

/// A model that shows two templates.
pub(crate) fn in_gallery() -> Model {
    let mut model = online();
    press(&mut model, "t");
    send(
        &mut model,
        Message::Templates(Ok(vec![
            template("Hello, world", &[]),
            template("Live counter", &["sse"]),
        ])),
    );
    model
}

#[test]
fn the_search_finds_names_and_tags() {
    let mut model = in_gallery();
    press(&mut model, "/");
    type_text(&mut model, "sse");
    assert_eq!(model.gallery.current().unwrap().name, "Live counter");
}

#[test]
fn a_template_is_one_key_from_live() {
    let mut model = in_gallery();
    let effects = press(&mut model, "D");
    assert!(
        effects.iter().any(|effect| matches!(effect,
        Effect::Create { name, deploy: true, .. } if name == "hello-world")),
        "{effects:?}"
    );
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let mut model = in_gallery();
    model.apps.put(app("bbbb0000", "hello-world"));
    let effects = press(&mut model, "enter");
    assert!(
        effects.iter().any(|effect| matches!(effect,
        Effect::Create { name, deploy: false, .. } if name == "hello-world-2")),
        "{effects:?}"
    );
}

/// Takes the first template; `typed` is typed before the app is there.
fn take_first_template(typed: &str) -> Model {
    let mut model = in_gallery();
    press(&mut model, "enter");
    type_text(&mut model, typed);
    let created = Message::Created {
        template: Box::new(template("Hello, world", &[])),
        result: Box::new(Ok(app(APP, "hello-world"))),
    };
    assert!(send(&mut model, created).contains(&Effect::Open {
        app_id: APP.to_owned()
    }));
    let opened = Opened {
        detail: detail(&[("app.py", CODE)], 1),
        journal: None,
    };
    send(
        &mut model,
        Message::Opened {
            app_id: APP.to_owned(),
            result: Box::new(Ok(opened)),
        },
    );
    assert_eq!(model.screen, Screen::Workspace);
    model
}

#[test]
fn typing_replaces_the_word_a_newcomer_would_change_first() {
    let mut model = take_first_template("");
    type_text(&mut model, "moon");
    assert_eq!(text(&model, "app.py"), "name = \"moon\"\napp = 1\n");
}

#[test]
fn what_is_typed_before_the_app_is_there_is_not_lost() {
    let model = take_first_template("moon");
    assert_eq!(text(&model, "app.py"), "name = \"moon\"\napp = 1\n");
}
