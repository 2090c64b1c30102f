import re
s=open('cell_view.py').read()
# pieces by method
cls=s.index('class CellView'); head=s[:cls]; body=s[cls:]
parts=re.split(r'\n(?=    (?:@property|@guarded[^\n]*|def )[^\n]*\n)', body)
# merge decorators with defs
merged=[];buf=''
for p in parts:
    buf = buf+'\n'+p if buf else p
    if re.search(r'^    def ', buf, re.M) or buf.startswith('class'):
        merged.append(buf.rstrip()); buf=''
names={}
for m in merged:
    n=re.search(r'^    def (\w+)', m, re.M)
    names[n.group(1) if n and not m.startswith('class') else ('class' if m.startswith('class') else n.group(1))]=m
print(list(names))
s2=open('choosing_view.py').read()
