//! Making a revision answer, and another one after it.

use fp_contract::deployment::StageName;

use super::bed::{Bed, Subject, answering};

pub(crate) async fn a_revision_answers<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let release = subject.release(&[("app.py", &answering("one"))]);
    subject.apply(&release).await.0.unwrap();
    assert_eq!(subject.answer().await, "one");
    let seen = subject.bed.runtime().observe(&subject.id).await.unwrap();
    assert_eq!(seen.revision_id, Some(release.revision_id));
    assert!(seen.instance.is_some());
}

pub(crate) async fn an_update_takes_effect<B: Bed>() {
    let subject = Subject::<B>::new().await;
    for words in ["one", "two", "three"] {
        subject.deploy(&[("app.py", &answering(words))]).await;
        assert_eq!(subject.answer().await, words);
    }
}

pub(crate) async fn a_removed_file_is_gone<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = format!(
        "try:\n    from extra import words\nexcept ImportError:\n    words = 'none'\n{}",
        answering("x").replace("\"x\"", "words")
    );
    subject
        .deploy(&[("app.py", &code), ("extra.py", "words = 'extra'")])
        .await;
    assert_eq!(subject.answer().await, "extra");
    subject.deploy(&[("app.py", &code)]).await;
    assert_eq!(subject.answer().await, "none");
}

pub(crate) async fn a_removed_variable_is_gone<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = format!(
        "import os\n{}",
        answering("x").replace("\"x\"", "os.environ.get('KEY', 'none')")
    );
    let files = [("app.py", code.as_str())];
    let with = subject.release_with(&files, &[("KEY", "value")], 1);
    subject.apply(&with).await.0.unwrap();
    assert_eq!(subject.answer().await, "value");
    let without = subject.release_with(&files, &[], 2);
    subject.apply(&without).await.0.unwrap();
    assert_eq!(subject.answer().await, "none");
    assert_eq!(
        subject
            .bed
            .runtime()
            .observe(&subject.id)
            .await
            .unwrap()
            .env_version,
        2
    );
}

pub(crate) async fn a_changed_variable_alone_takes_effect<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = format!(
        "import os\n{}",
        answering("x").replace("\"x\"", "os.environ['KEY']")
    );
    for (version, value) in [(1, "old"), (2, "new")] {
        let release = subject.release_with(&[("app.py", code.as_str())], &[("KEY", value)], version);
        subject.apply(&release).await.0.unwrap();
        assert_eq!(subject.answer().await, value);
    }
}

pub(crate) async fn a_new_number_alone_makes_a_fresh_instance<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = answering("one");
    let mut instances = Vec::new();
    for number in 0..3 {
        let release = subject.release_with(&[("app.py", &code)], &[], number);
        subject.apply(&release).await.0.unwrap();
        assert_eq!(subject.answer().await, "one");
        let seen = subject.bed.runtime().observe(&subject.id).await.unwrap();
        assert_eq!(
            (seen.env_version, seen.revision_id.as_ref()),
            (number, Some(&release.revision_id))
        );
        instances.push(seen.instance.unwrap());
    }
    instances.dedup();
    assert_eq!(instances.len(), 3, "{instances:?}");
}

pub(crate) async fn d20_an_app_sees_no_variables_but_its_own<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = format!(
        "import os\n{}",
        answering("x").replace("\"x\"", "','.join(sorted(os.environ))")
    );
    let files = [("app.py", code.as_str())];
    let release = subject.release_with(&files, &[("KEY", "value")], 1);
    subject.apply(&release).await.0.unwrap();
    let names = subject.answer().await;
    let known = [
        "APP_DATA_DIR",
        "APP_ID",
        "APP_REVISION",
        "HOME",
        "KEY",
        "LANG",
        "LC_CTYPE",
        "PATH",
        "TMPDIR",
        "TZ",
    ];
    let foreign: Vec<_> = names.split(',').filter(|name| !known.contains(name)).collect();
    assert!(foreign.is_empty() && names.contains("KEY"), "{names}");
}

pub(crate) async fn stages_are_told_in_order<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let (result, stages) = subject
        .apply(&subject.release(&[("app.py", &answering("one"))]))
        .await;
    result.unwrap();
    let names: Vec<StageName> = stages.iter().map(|stage| stage.name).collect();
    let expected = [
        StageName::Push,
        StageName::Import,
        StageName::Start,
        StageName::Check,
        StageName::Switch,
    ];
    assert_eq!(names, expected);
    assert!(stages.is_sorted_by_key(|stage| stage.at));
}

pub(crate) async fn applying_twice_changes_nothing<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let release = subject.release(&[("app.py", &answering("one"))]);
    subject.apply(&release).await.0.unwrap();
    let before = subject.bed.runtime().observe(&subject.id).await.unwrap();
    subject.apply(&release).await.0.unwrap();
    let after = subject.bed.runtime().observe(&subject.id).await.unwrap();
    assert_eq!(before, after);
}

pub(crate) async fn an_app_factory_and_packages_work<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let main = "from parts.web import build\n\ndef create_app():\n    return build()\n";
    let web = "from fastapi import FastAPI\n\ndef build():\n    app = FastAPI()\n\n    \
               @app.get('/')\n    def root():\n        return 'built'\n    return app\n";
    subject
        .deploy(&[("app.py", main), ("parts/__init__.py", ""), ("parts/web.py", web)])
        .await;
    assert_eq!(subject.answer().await, "\"built\"");
}

pub(crate) async fn d07_static_files_in_folders_are_served<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let (app, style) = (answering("app"), "body { color: teal }");
    subject
        .deploy(&[("app.py", &app), ("static/css/site.css", style)])
        .await;
    let reply = subject.visitor.get(&subject.id, "/static/css/site.css").await;
    assert_eq!((reply.status.as_u16(), reply.text()), (200, style.to_owned()));
    assert_eq!(subject.answer().await, "app");
}
