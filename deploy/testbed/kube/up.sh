#!/usr/bin/env bash
# Starts a real Kubernetes control plane on loopback: Debian's etcd + the
# kube-apiserver, kube-controller-manager and kube-scheduler of build.sh.
#
#   up.sh TARGET_DIR
#
# Needs: apt packages etcd-server openssl curl; TARGET_DIR/bin from build.sh.
# State in TARGET_DIR/run (certs in run/pki, logs in run/log, pids in run/pid).
# Admin kubeconfig: TARGET_DIR/run/admin.kubeconfig.
# Environment (all optional):
#   API_PORT=6443 ETCD_PORT=2379 ETCD_PEER_PORT=2380
#   NODE_IP=          an address the API server advertises (needed with a node)
#   SKIP=             space-separated components not to start
# Idempotent: a component that runs is left alone. down.sh stops everything.
set -euo pipefail
T=$(cd "$1" && pwd); R=$T/run; P=$R/pki; B=$T/bin
API_PORT=${API_PORT:-6443} ETCD_PORT=${ETCD_PORT:-2379} ETCD_PEER_PORT=${ETCD_PEER_PORT:-2380}
NODE_IP=${NODE_IP:-} SKIP=" ${SKIP:-} "
PIDDIR=${PIDDIR:-$R/pid}
mkdir -p "$P" "$R/log" "$PIDDIR" "$R/etcd"; chmod 700 "$R/etcd" "$P"

# --- certificates (all ECDSA: fast, and every client here takes them) ---------
ca() { # name CN
  [ -s "$P/$1.crt" ] && return
  openssl ecparam -name prime256v1 -genkey -noout -out "$P/$1.key"
  openssl req -x509 -new -key "$P/$1.key" -days 3650 -subj "/CN=$2" -out "$P/$1.crt" \
    -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature
}
cert() { # ca name subject usage [SAN]
  [ -s "$P/$2.crt" ] && return
  openssl ecparam -name prime256v1 -genkey -noout -out "$P/$2.key"
  openssl req -new -key "$P/$2.key" -subj "$3" -out "$P/$2.csr"
  { echo "basicConstraints=CA:FALSE"; echo "keyUsage=critical,digitalSignature"; echo "extendedKeyUsage=$4"
    [ -z "${5:-}" ] || echo "subjectAltName=$5"; } > "$P/$2.ext"
  openssl x509 -req -in "$P/$2.csr" -CA "$P/$1.crt" -CAkey "$P/$1.key" -CAcreateserial \
    -days 3650 -extfile "$P/$2.ext" -out "$P/$2.crt" 2>/dev/null
}
kubeconfig() { # cert-name file
  cat > "$2" <<K
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:$API_PORT", certificate-authority-data: $(base64 -w0 < "$P/ca.crt")}}]
users: [{name: u, user: {client-certificate-data: $(base64 -w0 < "$P/$1.crt"), client-key-data: $(base64 -w0 < "$P/$1.key")}}]
contexts: [{name: lab, context: {cluster: lab, user: u}}]
current-context: lab
K
  chmod 600 "$2"
}
san="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:127.0.0.1,IP:10.96.0.1${NODE_IP:+,IP:$NODE_IP}"
ca ca kubernetes-ca; ca front-ca front-proxy-ca
cert ca apiserver /CN=kube-apiserver serverAuth "$san"
cert ca admin /O=system:masters/CN=admin clientAuth
cert ca kcm /CN=system:kube-controller-manager clientAuth
cert ca sched /CN=system:kube-scheduler clientAuth
cert ca kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
cert ca proxy /CN=system:kube-proxy clientAuth
cert ca node /O=system:nodes/CN=system:node:test-node clientAuth,serverAuth "DNS:test-node,DNS:localhost,IP:127.0.0.1${NODE_IP:+,IP:$NODE_IP}"
cert front-ca front /CN=front-proxy-client clientAuth
[ -s "$P/sa.key" ] || { openssl genrsa -out "$P/sa.key" 2048 2>/dev/null; openssl rsa -in "$P/sa.key" -pubout -out "$P/sa.pub" 2>/dev/null; }
for u in admin kcm sched proxy node; do kubeconfig $u "$R/$u.kubeconfig"; done

# --- daemons ------------------------------------------------------------------
start() { # name command...
  local n=$1; shift
  case "$SKIP" in *" $n "*) return;; esac
  if [ -s "$PIDDIR/$n" ] && kill -0 "$(cat "$PIDDIR/$n")" 2>/dev/null; then return; fi
  setsid "$@" >>"$R/log/$n.log" 2>&1 </dev/null &
  echo $! > "$PIDDIR/$n"
}
wait_for() { # what url seconds
  local end=$(( $(date +%s) + $3 ))
  until curl -fsS --max-time 2 --cacert "$P/ca.crt" --cert "$P/admin.crt" --key "$P/admin.key" "$2" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt $end ] || { echo "up.sh: $1 not ready in $3 s"; tail -5 "$R/log/$1.log"; exit 1; }
    sleep 0.1
  done
}
t0=$(date +%s.%N)
start etcd etcd --name lab --data-dir "$R/etcd" --logger zap --log-level warn \
  --listen-client-urls http://127.0.0.1:$ETCD_PORT --advertise-client-urls http://127.0.0.1:$ETCD_PORT \
  --listen-peer-urls http://127.0.0.1:$ETCD_PEER_PORT --initial-advertise-peer-urls http://127.0.0.1:$ETCD_PEER_PORT \
  --initial-cluster lab=http://127.0.0.1:$ETCD_PEER_PORT
wait_for etcd http://127.0.0.1:$ETCD_PORT/health 30
start kube-apiserver "$B/kube-apiserver" --v=1 --etcd-servers=http://127.0.0.1:$ETCD_PORT \
  --bind-address=${BIND_ADDRESS:-127.0.0.1} --secure-port=$API_PORT --insecure-port=0 ${NODE_IP:+--advertise-address=$NODE_IP} \
  --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
  --client-ca-file="$P/ca.crt" --tls-cert-file="$P/apiserver.crt" --tls-private-key-file="$P/apiserver.key" \
  --kubelet-client-certificate="$P/kubelet-client.crt" --kubelet-client-key="$P/kubelet-client.key" --kubelet-preferred-address-types=InternalIP,Hostname \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-account-key-file="$P/sa.pub" --service-account-signing-key-file="$P/sa.key" \
  --requestheader-client-ca-file="$P/front-ca.crt" --requestheader-allowed-names=front-proxy-client \
  --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --proxy-client-cert-file="$P/front.crt" --proxy-client-key-file="$P/front.key" \
  --allow-privileged=true --profiling=false --anonymous-auth=true
wait_for kube-apiserver https://127.0.0.1:$API_PORT/readyz 60
t1=$(date +%s.%N)
# (a node is not given up when tests keep the API server from hearing of it for a minute)
start kube-controller-manager "$B/kube-controller-manager" --v=1 --node-monitor-grace-period=10m --kubeconfig="$R/kcm.kubeconfig" \
  --authentication-kubeconfig="$R/kcm.kubeconfig" --authorization-kubeconfig="$R/kcm.kubeconfig" \
  --kube-api-qps=500 --kube-api-burst=1000 --bind-address=127.0.0.1 --port=0 --secure-port=${KCM_PORT:-10257} --leader-elect=false --use-service-account-credentials=true \
  --root-ca-file="$P/ca.crt" --service-account-private-key-file="$P/sa.key" \
  --cluster-signing-cert-file="$P/ca.crt" --cluster-signing-key-file="$P/ca.key" \
  --allocate-node-cidrs=false --service-cluster-ip-range=10.96.0.0/16  # nodeipam would cost 10 s; CNI host-local gives pod addresses
start kube-scheduler "$B/kube-scheduler" --v=1 --kubeconfig="$R/sched.kubeconfig" \
  --authentication-kubeconfig="$R/sched.kubeconfig" --authorization-kubeconfig="$R/sched.kubeconfig" \
  --bind-address=127.0.0.1 --port=0 --secure-port=${SCHED_PORT:-10259} --leader-elect=false
# ready = the default namespace's ServiceAccount exists (the controller manager made it)
case "$SKIP" in *" kube-controller-manager "*) ;; *)
  wait_for kube-controller-manager https://127.0.0.1:$API_PORT/api/v1/namespaces/default/serviceaccounts/default 60;; esac
t2=$(date +%s.%N)
printf 'up.sh: API ready after %.1f s, controllers after %.1f s; KUBECONFIG=%s\n' \
  "$(awk "BEGIN{print $t1-$t0}")" "$(awk "BEGIN{print $t2-$t0}")" "$R/admin.kubeconfig"
