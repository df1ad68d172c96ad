import pytest
from harness import App, Parent, running_parent


@pytest.fixture(scope="session")
def parent() -> Parent:
    with running_parent() as parent:
        yield parent


@pytest.fixture
def app(parent: Parent) -> App:
    app = parent.spawn()
    yield app
    app.client.ask("stop")
