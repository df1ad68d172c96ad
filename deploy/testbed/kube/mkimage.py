#!/usr/bin/env python3
"""Packs one root folder into a docker-archive tar that `ctr images import` and `podman load` take.

  mkimage.py ROOTFS_DIR NAME:TAG OUT.tar [--entrypoint '["a","b"]'] [--env K=V]... [--workdir /x] [--user 1000]

No image builder and no registry are needed: one uncompressed layer, a config and a manifest.
"""
import argparse, hashlib, io, json, os, subprocess, tarfile, tempfile

ap = argparse.ArgumentParser()
ap.add_argument("rootfs"); ap.add_argument("name"); ap.add_argument("out")
ap.add_argument("--entrypoint", default="[]"); ap.add_argument("--env", action="append", default=[])
ap.add_argument("--workdir", default="/"); ap.add_argument("--user", default="")
a = ap.parse_args()
with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(a.out))) as tmp:
    layer = os.path.join(tmp, "layer.tar")
    # Times are kept: Python compiles a module anew, at every start, whose time is not that of its compiled file.
    subprocess.run(["tar", "--numeric-owner", "--one-file-system", "--sort=name",
                    "--exclude=./proc/*", "--exclude=./sys/*", "--exclude=./dev/*",
                    "-C", a.rootfs, "-cf", layer, "."], check=True)
    h = hashlib.sha256()
    with open(layer, "rb") as f:
        for b in iter(lambda: f.read(1 << 20), b""):
            h.update(b)
    cfg = json.dumps({"architecture": "amd64", "os": "linux", "created": "1970-01-01T00:00:00Z",
        "config": {"Entrypoint": json.loads(a.entrypoint), "WorkingDir": a.workdir, "User": a.user,
                   "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] + a.env},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + h.hexdigest()]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "mkimage.py"}]}).encode()
    cid = hashlib.sha256(cfg).hexdigest()
    man = json.dumps([{"Config": cid + ".json", "RepoTags": [a.name], "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(a.out + ".new", "w") as t:
        def add(name, data):
            i = tarfile.TarInfo(name); i.size = len(data); t.addfile(i, io.BytesIO(data))
        add(cid + ".json", cfg); add("manifest.json", man); t.add(layer, "layer.tar")
os.replace(a.out + ".new", a.out)
print(f"{a.name} sha256:{cid[:12]} -> {a.out}")
