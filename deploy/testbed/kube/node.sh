#!/usr/bin/env bash
# A whole one-node Kubernetes 1.20 cluster (control plane of up.sh + containerd,
# runc, CNI bridge, kubelet, kube-proxy) that RUNS PODS, inside its own mount,
# network and PID namespaces: no address of it exists outside, no iptables rule
# or mount of it touches the machine, and it dies whole when its one outer
# process is ended (down.sh).
#
#   node.sh TARGET_DIR            start; KUBECONFIG=TARGET_DIR/run/admin.kubeconfig works
#                                 on the machine itself (127.0.0.1:$API_PORT is forwarded
#                                 through a unix socket)
#   enter.sh TARGET_DIR cmd...    run a command in the cluster's network (pod IPs,
#                                 ClusterIPs, NodePorts; also your test binary)
#   down.sh  TARGET_DIR [--wipe]
#
# Needs root and: apt etcd-server containerd runc containernetworking-plugins
# iptables iproute2 conntrack socat openssl curl util-linux procps mount;
# TARGET_DIR/bin (build.sh), TARGET_DIR/images/*.tar (image.sh).
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export NODE_IP=${NODE_IP:-10.200.0.1} API_PORT=${API_PORT:-6443}
POD_CIDR=10.244.0.0/24 SVC_CIDR=10.96.0.0/16

if [ "${1:-}" != --inner ]; then
  # ------------------------------------------------------------- outside ------
  T=$(cd "$1" && pwd); R=$T/run; mkdir -p "$R/pid" "$R/log"
  if [ -s "$R/pid/node-ns" ] && kill -0 "$(cat "$R/pid/node-ns")" 2>/dev/null; then echo "node.sh: already up"; exit 0; fi
  rm -rf "$R/pid-ns" "$R/ready" "$R/api.sock"
  t0=$(date +%s.%N)
  setsid unshare --mount --propagation private --net --pid --fork --kill-child --mount-proc \
    bash "$HERE/node.sh" --inner "$T" >"$R/log/node-ns.log" 2>&1 </dev/null &
  echo $! > "$R/pid/node-ns"
  # the API server's port on the machine's own loopback -> unix socket -> namespace
  setsid socat TCP-LISTEN:"$API_PORT",bind=127.0.0.1,reuseaddr,fork UNIX-CONNECT:"$R/api.sock" >"$R/log/api-forward.log" 2>&1 </dev/null &
  echo $! > "$R/pid/api-forward"
  for _ in $(seq 1800); do
    [ ! -e "$R/ready" ] || { cat "$R/log/node-ns.log"; awk "BEGIN{printf \"node.sh: node Ready after %.1f s\n\", $(date +%s.%N)-$t0}"; exit 0; }
    kill -0 "$(cat "$R/pid/node-ns")" 2>/dev/null || break
    sleep 0.1
  done
  echo "node.sh: no Ready node"; tail -20 "$R/log/node-ns.log"; exit 1
fi

# --------------------------------------------------------------- inside --------
T=$2; R=$T/run; B=$T/bin
export PIDDIR=$R/pid-ns; mkdir -p "$PIDDIR"
# a /run of its own (sockets, netns, locks), and the folders whose paths are fixed in kubelet/CNI
mount -t tmpfs tmpfs /run; mkdir -p /run/lock /run/netns
for d in lib/kubelet lib/cni log/pods log/containers; do
  mkdir -p "/var/$d" "$R/var/$d"; mount --bind "$R/var/$d" "/var/$d"
done
# the kubelet sets a few machine-wide sysctls at start: let it write to copies
for k in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  [ -e "/proc/sys/$k" ] || continue
  mkdir -p "/run/sysctl/$(dirname $k)"; cat "/proc/sys/$k" > "/run/sysctl/$k"; mount --bind "/run/sysctl/$k" "/proc/sys/$k"
done
mount -o remount,bind,rw /sys 2>/dev/null || true
# network: loopback + one veth pair as "the node's network card"
ip link set lo up
ip link add node0 type veth peer name node0p
ip addr add "$NODE_IP/24" dev node0; ip link set node0 up; ip link set node0p up
ip route add default dev node0      # goes nowhere; ClusterIPs need a route before DNAT
for s in ipv4/ip_forward bridge/bridge-nf-call-iptables; do [ ! -e /proc/sys/net/$s ] || echo 1 > /proc/sys/net/$s; done

socat UNIX-LISTEN:"$R/api.sock",fork,mode=600 TCP:127.0.0.1:"$API_PORT" >/dev/null 2>&1 &
BIND_ADDRESS=0.0.0.0 "$HERE/up.sh" "$T" & up=$!     # meanwhile: containerd and the images

start() { local n=$1; shift; setsid "$@" >>"$R/log/$n.log" 2>&1 </dev/null & echo $! > "$PIDDIR/$n"; }
# containerd
C=/run/containerd/containerd.sock
cat > "$R/containerd.toml" <<K
version = 2
root = "$R/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
  address = "$C"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.test/pause:1"
  disable_apparmor = true
  # this machine gives root no CAP_SYS_RESOURCE: a negative oom_score_adj (the pause container asks for -998) would end runc ("can.t get final child.s PID from pipe: EOF")
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$R/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${SNAPSHOTTER:-overlayfs}"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "${RUNTIME:-runc}"
        SystemdCgroup = false
K
mkdir -p "$R/cni"
cat > "$R/cni/10-test.conflist" <<K
{"cniVersion":"0.4.0","name":"test","plugins":[
 {"type":"bridge","bridge":"cni0","isGateway":true,"hairpinMode":true,"ipMasq":true,
  "ipam":{"type":"host-local","ranges":[[{"subnet":"$POD_CIDR"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
K
start containerd containerd --config "$R/containerd.toml"
for _ in $(seq 200); do ctr -a "$C" version >/dev/null 2>&1 && break; sleep 0.1; done
for i in "$T"/images/*.tar; do
  # import once: the stamp is the archive's size and time
  st=$R/containerd/.imported-$(basename "$i"); now=$(stat -c %s-%Y "$i")
  [ "$(cat "$st" 2>/dev/null)" = "$now" ] || { ctr -a "$C" -n k8s.io images import --all-platforms "$i" && echo "$now" > "$st"; }
done
wait $up
# kubelet
# (kept state: drop the old Node object, so that Ready below is this kubelet's own word)
curl -sS -o /dev/null -X DELETE --cacert "$R/pki/ca.crt" --cert "$R/pki/admin.crt" --key "$R/pki/admin.key" "https://127.0.0.1:$API_PORT/api/v1/nodes/test-node" || true
echo "nameserver 127.0.0.1" > "$R/resolv.conf"
cat > "$R/kubelet.yaml" <<K
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $NODE_IP
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $R/pki/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: /
failSwapOn: false
readOnlyPort: 0
healthzPort: 10248
resolvConf: $R/resolv.conf
tlsCertFile: $R/pki/node.crt
tlsPrivateKeyFile: $R/pki/node.key
evictionHard: {memory.available: 50Mi, nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
imageGCHighThresholdPercent: 100
imageMinimumGCAge: 240h
nodeStatusUpdateFrequency: 2s
syncFrequency: 10s
serializeImagePulls: false
K
# (AWS_…: the 1.20 kubelet otherwise asks for cloud credentials at start, 10 s of nothing)
AWS_EC2_METADATA_DISABLED=true start kubelet "$B/kubelet" --v=2 --config="$R/kubelet.yaml" --kubeconfig="$R/node.kubeconfig" \
  --hostname-override=test-node --node-ip="$NODE_IP" --root-dir=/var/lib/kubelet \
  --container-runtime=remote --container-runtime-endpoint=unix://$C --pod-infra-container-image=registry.test/pause:1 ${KUBELET_ARGS:-}
start kube-proxy "$B/kube-proxy" --v=2 --kubeconfig="$R/proxy.kubeconfig" --hostname-override=test-node \
  --proxy-mode=${PROXY_MODE:-iptables} --cluster-cidr=10.244.0.0/16 --bind-address=0.0.0.0 \
  --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0s --conntrack-tcp-timeout-close-wait=0s
q() { curl -fsS --max-time 2 --cacert "$R/pki/ca.crt" --cert "$R/pki/admin.crt" --key "$R/pki/admin.key" "https://127.0.0.1:$API_PORT$1" 2>/dev/null; }
for _ in $(seq 600); do
  q /api/v1/nodes/test-node | tr -d ' \n' | grep -q '"type":"Ready","status":"True"\|"status":"True","lastHeartbeatTime":"[^"]*","lastTransitionTime":"[^"]*","reason":"KubeletReady"' && { touch "$R/ready"; break; }
  kill -0 "$(cat "$PIDDIR/kubelet")" 2>/dev/null || { echo "kubelet died"; grep -E '^[EF]' "$R/log/kubelet.log" | tail -5; exit 1; }
  sleep 0.2
done
[ -e "$R/ready" ] || { echo "node not Ready"; exit 1; }
trap 'exit 0' TERM INT
while :; do wait -n 2>/dev/null || sleep 1; done   # PID 1 of the namespace: reap, and hold it open
