"""What schemathesis does not know: how archives are made up and sent."""

import schemathesis
from hypothesis import strategies

schemathesis.openapi.media_type("application/zip", strategies.binary(max_size=2000))


@schemathesis.serializer("application/zip")
def archive(_context, value):
    """Bytes are sent as they are, what the schema alone made up as its text."""
    return value if isinstance(value, bytes) else str(value).encode()
