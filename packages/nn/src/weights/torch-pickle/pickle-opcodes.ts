/** The instructions of Python's pickle language that PyTorch's files hold, protocols 2 to 5 (pickletools.py). */
export const op = {
  mark: 0x28, // (
  stop: 0x2e, // .
  pop: 0x30, // 0
  popMark: 0x31, // 1
  dup: 0x32, // 2
  none: 0x4e, // N
  true: 0x88,
  false: 0x89,
  int32: 0x4a, // J
  uint8: 0x4b, // K
  uint16: 0x4d, // M
  long1: 0x8a,
  long4: 0x8b,
  float: 0x47, // G
  unicode: 0x58, // X
  shortUnicode: 0x8c,
  unicode8: 0x8d,
  shortString: 0x55, // U
  string: 0x54, // T
  bytes: 0x42, // B
  shortBytes: 0x43, // C
  bytes8: 0x8e,
  byteArray8: 0x96,
  emptyList: 0x5d, // ]
  append: 0x61, // a
  appends: 0x65, // e
  list: 0x6c, // l
  emptyDict: 0x7d, // }
  dict: 0x64, // d
  setItem: 0x73, // s
  setItems: 0x75, // u
  emptyTuple: 0x29, // )
  tuple: 0x74, // t
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
  emptySet: 0x8f,
  addItems: 0x90,
  frozenSet: 0x91,
  global: 0x63, // c
  stackGlobal: 0x93,
  reduce: 0x52, // R
  build: 0x62, // b
  persistentId: 0x51, // Q
  put: 0x71, // q
  longPut: 0x72, // r
  get: 0x68, // h
  longGet: 0x6a, // j
  memoize: 0x94,
  protocol: 0x80,
  frame: 0x95,
} as const;
