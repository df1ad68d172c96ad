import asyncio
import os

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import Response, StreamingResponse

app = FastAPI()
told = asyncio.Event()


@app.get("/")
def root():
    return "the app"


@app.get("/headers")
def headers(request: Request):
    return dict(request.headers)


@app.post("/upload")
async def upload(request: Request):
    """Answers once the first piece has come, while the rest is on its way."""
    pieces = [piece async for piece in request.stream()]
    return len(b"".join(pieces))


@app.get("/stream")
async def stream():
    """Says one thing, and another when `/go` is called."""

    async def body():
        yield "first\n"
        await told.wait()
        yield "second\n"

    return StreamingResponse(body(), media_type="text/plain")


@app.get("/go")
async def go():
    told.set()


@app.get("/endless")
async def endless():
    async def body():
        try:
            while True:
                yield "more\n"
                await asyncio.sleep(0.01)
        finally:
            print("nobody listens", flush=True)

    return StreamingResponse(body())


@app.get("/waiting")
async def waiting(request: Request):
    """Answers when the visitor has gone."""
    print("waiting", flush=True)
    while not await request.is_disconnected():
        await asyncio.sleep(0.01)
    print("the visitor has gone", flush=True)


@app.get("/exit")
async def leave():
    os._exit(1)


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept(subprotocol=next(iter(socket.scope["subprotocols"]), None))
    async for text in socket.iter_text():
        await socket.send_text(text.upper())


@app.api_route("/hops", methods=["GET", "HEAD"])
def hops():
    return Response("x", headers={"Connection": "x-private", "X-Private": "1", "X-Public": "1"})
